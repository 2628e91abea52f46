// Preloaded into n8n: when the process that started it is gone, however that ended, it takes its temporary folder
// and its task runner with it.
import { rmSync } from 'node:fs';

process.on('disconnect', () => {
  const folder = process.env.CALL_OUTCOMES_TEMPORARY_FOLDER;
  try {
    if (folder) rmSync(folder, { recursive: true, force: true });
  } finally {
    process.kill(-process.pid, 'SIGKILL');
  }
});
