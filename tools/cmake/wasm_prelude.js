// Put before the generated glue. The glue is made for workers and asks self for its address; node has no self. With
// this, node loads the very file the browser runs: create({wasmBinary: readFileSync("build/wasm/pandora.wasm")}).
globalThis.self ??= {location: {href: import.meta.url}};
