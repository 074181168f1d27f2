import { approvalView } from '../../../testing/views';
import { endingWords } from './approval-looks';

describe('an approval in words', () => {
  it('says who decided, and whether the call was made', () => {
    const decidedBy = 'ada@example.com';
    expect(endingWords(approvalView({ state: 'approved', decidedBy }))).toBe(
      'Approved by ada@example.com; the call was made.',
    );
    expect(endingWords(approvalView({ state: 'expired' }))).toContain('not made');
    expect(endingWords(approvalView())).toBe('');
  });
});
