package dev.cleave.lab;
