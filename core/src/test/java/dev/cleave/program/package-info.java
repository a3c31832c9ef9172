/** Tests that use the library as a program does, from outside its packages: what they allocate is theirs in reports. */
@org.jspecify.annotations.NullMarked
package dev.cleave.program;
