package dev.cleave.lab.experiment;

/** Something that an experiment has to draw. */
public sealed interface Picture permits BarPanel, ChartPanel, Scene {}
