package dev.cleave.verify;
