import { Controller, Get, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Public } from './access.decorators';
import { AccessGuard } from './access.guard';

@Controller()
class Doors {
  @Get('forgotten')
  forgotten(this: void): void {
    throw new Error('never reached');
  }

  @Public()
  @Get('open')
  open(this: void): void {
    throw new Error('never reached');
  }
}

describe('the guard before every route', () => {
  const guard = new AccessGuard(new Reflector());
  const doors = new Doors();
  const at = (handler: () => void) =>
    ({
      getType: () => 'http',
      getHandler: () => handler,
      getClass: () => Doors,
    }) as unknown as ExecutionContext;

  it('keeps a route closed that does not say who may use it', async () => {
    await expect(guard.canActivate(at(doors.forgotten))).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await guard.canActivate(at(doors.open))).toBe(true);
  });
});
