import { providerIds } from '../../shared/index.ts';
import { createApp } from './app.ts';

export default createApp(providerIds);
