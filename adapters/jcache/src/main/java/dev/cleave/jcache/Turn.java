package dev.cleave.jcache;

/**
 * What one call does with one key, whose lock is held.
 *
 * @param name the key as it is held
 */
record Turn<K, V>(K key, Object name, Events<K, V> events) {}
