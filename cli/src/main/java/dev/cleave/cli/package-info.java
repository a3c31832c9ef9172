package dev.cleave.cli;
