package dev.cleave.fleet;

import java.io.Serializable;

/** A place in one program that allocates. */
record SiteFigures(String place, long liveBytes, long wasteBytes) implements Serializable {}
