import { triggerNode } from '../../lib/triggers/triggerNode.ts';

export class SailorTrigger extends triggerNode('sailor') {}
