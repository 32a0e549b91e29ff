// The part of WebAssembly that is used here, typed: the library of types for Node does not hold it.

export type KernelModule = { readonly [module]: true };
export type SharedMemory = { readonly buffer: SharedArrayBuffer };
declare const module: unique symbol;

type WebAssemblyApi = {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => KernelModule;
  Memory: new (pages: { initial: number; maximum: number; shared: true }) => SharedMemory;
  Instance: new (module: KernelModule, imports: { env: { memory: SharedMemory } }) => { exports: unknown };
};

export const webAssembly = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
