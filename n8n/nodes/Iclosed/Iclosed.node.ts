import { actionNode } from '../../lib/actions/actionNode.ts';

export class Iclosed extends actionNode('iclosed') {}
