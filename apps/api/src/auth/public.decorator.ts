export { Public } from './access.decorators';
