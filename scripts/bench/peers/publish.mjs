// Publishes the report that the environment names, waits for the word of the stream that it has it, and does nothing else.
import { readFileSync } from 'node:fs';

import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

const { OWNER_REPORT_ID: id, OWNER_REPORT_FILE: file } = process.env;
const nc = await connect({ servers: process.argv[2], reconnect: false });
await jetstream(nc).publish('owner.reports.peer', readFileSync(file), { msgID: id });
await nc.close();
