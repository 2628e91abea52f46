import { triggerNode } from '../../lib/triggers/triggerNode.ts';

export class AirTrigger extends triggerNode('air') {}
