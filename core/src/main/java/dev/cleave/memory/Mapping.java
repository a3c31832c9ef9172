package dev.cleave.memory;

/**
 * A range of address space as the operating system granted it.
 *
 * @param address the first byte; a multiple of {@code byteAlignment}
 * @param byteSize how many bytes are mapped: what was asked, rounded up to whole pages
 * @param byteAlignment the power of two that the address is a multiple of
 * @param pageSize bytes that are committed together
 * @param dropSize bytes that can be dropped together: the page, or an ordinary page of a transparent huge one
 * @param backing what really lies behind it, in words
 * @param shared whether it is a shared mapping of an object (memfd or file) rather than private memory
 * @param zeroed whether every byte read as zero when it was mapped
 * @param descriptor the file descriptor of a memfd, to map it a second time; -1 for all else
 * @param unmapping what takes it down again; runs at most once
 */
public record Mapping(
        long address,
        long byteSize,
        long byteAlignment,
        long pageSize,
        long dropSize,
        String backing,
        boolean shared,
        boolean zeroed,
        int descriptor,
        Runnable unmapping) {}
