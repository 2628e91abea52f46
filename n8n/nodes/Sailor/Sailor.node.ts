import { actionNode } from '../../lib/actions/actionNode.ts';

export class Sailor extends actionNode('sailor') {}
