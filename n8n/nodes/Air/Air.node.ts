import { actionNode } from '../../lib/actions/actionNode.ts';

export class Air extends actionNode('air') {}
