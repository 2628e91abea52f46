import { triggerNode } from '../../lib/triggers/triggerNode.ts';

export class IclosedTrigger extends triggerNode('iclosed') {}
