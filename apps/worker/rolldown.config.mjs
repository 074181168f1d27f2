import { nodeApp } from '../../rolldown.base.mjs';

export default nodeApp('worker', ['main', 'instrument']);
