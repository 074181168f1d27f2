import { nodeApp } from '../../rolldown.base.mjs';

// The container holds Node and nothing else, so every package goes into the one file.
export default nodeApp('suna', ['main'], { selfContained: true });
