import { nodeApp } from '../../rolldown.base.mjs';

export default nodeApp('standin', ['main']);
