import { nodeApp } from '../../rolldown.base.mjs';

export default nodeApp('api', ['main', 'migrate', 'seed', 'rotate', 'rate', 'instrument']);
