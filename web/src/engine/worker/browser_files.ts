// The state's files as the module needs them: pre-opened synchronous access handles of the origin private file system. Only a
// dedicated worker may have those; whoever holds one shuts out all others, so a lock comes before (tenancy.ts).
import type { ModuleFiles } from './module.ts';

const kNames = ['pandora.db', 'pandora.db-journal', 'pandora.db-wal'];
const kTries = 20;

export interface OpenFiles {
  files: ModuleFiles;
  close(): void;
}

// Where the files of the state called `name` are, made where absent: touches no file that another tab may hold. Throws where the
// browser refuses storage.
export async function findBrowserFiles(root: FileSystemDirectoryHandle, name: string): Promise<FileSystemFileHandle[]> {
  const home = await root.getDirectoryHandle('pandora-sim', { create: true });
  const folder = await home.getDirectoryHandle(encodeURIComponent(name), { create: true });
  return Promise.all(kNames.map((file) => folder.getFileHandle(file, { create: true })));
}

// Opens them, for this worker alone: to be called while the state's lock is held.
export async function openBrowserFiles(found: FileSystemFileHandle[]): Promise<OpenFiles> {
  const opened = await Promise.allSettled(found.map(openHandle));
  const handles = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const close = (): void => handles.forEach((handle) => handle.close());
  for (const result of opened) {
    if (result.status === 'fulfilled') continue;
    close();
    throw result.reason;
  }
  return { files: onHandles(handles), close };
}

// A page that has just gone may still hold its handles for a moment.
async function openHandle(file: FileSystemFileHandle): Promise<FileSystemSyncAccessHandle> {
  for (let tries = 1; ; tries++) {
    try {
      return await file.createSyncAccessHandle();
    } catch (error) {
      const busy = error instanceof DOMException && error.name === 'NoModificationAllowedError';
      if (!busy || tries === kTries) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

function onHandles(handles: FileSystemSyncAccessHandle[]): ModuleFiles {
  const handle = (slot: number): FileSystemSyncAccessHandle => handles[slot]!;
  const guarded = (work: () => number): number => {
    try {
      return work();
    } catch (error) {
      return error instanceof DOMException && error.name === 'QuotaExceededError' ? -2 : -1;
    }
  };
  return {
    open: (name) => kNames.indexOf(name),
    read: (slot, bytes, at) => guarded(() => handle(slot).read(bytes, { at })),
    write: (slot, bytes, at) => guarded(() => handle(slot).write(bytes, { at })),
    truncate: (slot, size) => guarded(() => (handle(slot).truncate(size), 0)),
    flush: (slot) => guarded(() => (handle(slot).flush(), 0)),
    size: (slot) => guarded(() => handle(slot).getSize()),
  };
}
