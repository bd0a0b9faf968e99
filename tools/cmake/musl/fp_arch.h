// What musl's own build takes from a folder per processor: nothing is needed for the ones that we build for.
