import type { RequestListener } from 'node:http';
import { createNetwork } from './network.ts';
import { createReceiver, type Receiver } from './receiver.ts';

/** A stand-in under its provider's real name, for this process, and somebody to whom it can deliver. */
export async function serveAs(
  host: string,
  listener: RequestListener,
): Promise<{ receiver: Receiver; close: () => Promise<void> }> {
  const receiver = await createReceiver();
  const network = await createNetwork({ [host]: listener });
  const undo = network.redirect();
  return {
    receiver,
    close: async () => {
      undo();
      await network.close();
      await receiver.close();
    },
  };
}
