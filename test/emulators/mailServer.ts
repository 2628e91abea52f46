/** A mail server on loopback: the protocol is Nodemailer's smtp-server, what it refuses is ordered by the test. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** What goes wrong with the next mails: a reply of RFC 5321, 4yz to try again later, 5yz never. */
export interface MailFault {
  /** Which command is answered so. */
  at: 'sender' | 'recipient' | 'message';
  code: number;
  text: string;
  /** How many mails it spoils. */
  times: number;
}

export interface MailServer {
  /** What a user enters into n8n's SMTP credential. */
  credential: { host: string; port: number; user: string; password: string; secure: false };
  /** What was accepted, with the addresses that the sender gave to the server. */
  mails: (Email & { sentTo: string[] })[];
  faults: MailFault[];
  close(): Promise<void>;
}

const account = { user: 'calls@example.com', password: 'mail-password' };

export async function startMailServer(): Promise<MailServer> {
  const mails: MailServer['mails'] = [];
  const faults: MailFault[] = [];
  const refusal = (at: MailFault['at']) => {
    const fault = faults.find((one) => one.at === at && one.times-- > 0);
    return fault && Object.assign(new Error(fault.text), { responseCode: fault.code });
  };
  const server = new SMTPServer({
    // Without encryption, so that n8n need not trust a certificate of ours.
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, answer) => {
      if (username === account.user && password === account.password) answer(null, { user: username });
      else answer(Object.assign(new Error('Authentication failed'), { responseCode: 535 }));
    },
    onMailFrom: (_address, _session, answer) => {
      answer(refusal('sender'));
    },
    onRcptTo: (_address, _session, answer) => {
      answer(refusal('recipient'));
    },
    onData: (stream, { envelope }, answer) => {
      const read = async () => {
        const mail = await PostalMime.parse(await buffer(stream));
        const refused = refusal('message');
        if (!refused) mails.push({ ...mail, sentTo: envelope.rcptTo.map(({ address }) => address) });
        return refused;
      };
      read().then(answer, answer);
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  return {
    credential: { ...account, host: '127.0.0.1', port, secure: false },
    mails,
    faults,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}
