package dev.cleave.benchmarks;
