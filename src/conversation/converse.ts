import type { Heard } from './heard.ts';
import type { Situation } from './situation.ts';
import { say, type Turn } from './turn.ts';
import { buttonTurn } from './turns/button-turn.ts';
import { locationTurn } from './turns/location-turn.ts';
import { photoTurn } from './turns/photo-turn.ts';
import { textTurn } from './turns/text-turn.ts';
import { unboundTurn } from './turns/unbound-turn.ts';

const menuTurn = (key: string, { session }: Situation): Turn => {
  switch (key) {
    case 'todo':
      return { acts: [{ act: 'todo' }], session };
    case 'progress':
      return { acts: [{ act: 'progress', number: null, unit: null, late: false }], session };
    default:
      return say(session, { say: 'help' });
  }
};

/** Pure: what one message leads to, given everything it may depend on. */
export const converse = (heard: Heard, situation: Situation): Turn => {
  const { session } = situation;
  if (situation.speaker === null) return unboundTurn(heard, situation);
  switch (heard.kind) {
    case 'words':
      return heard.text.trim() === '' ? say(session, { say: 'empty' }) : textTurn(heard.reading, heard.text, situation);
    case 'photo':
      return photoTurn(heard.hash, situation);
    case 'no-photo':
      return say(session, { say: heard.reason === 'broken' ? 'photo-broken' : 'photo-lost' });
    case 'voice':
      return say(session, { say: 'voice-needs-words' });
    case 'position':
      return locationTurn(heard.label, situation);
    case 'button':
      return heard.pressed ? buttonTurn(heard.pressed, situation) : say(session, { say: 'stale-button' });
    case 'menu':
      return menuTurn(heard.key, situation);
    case 'joined':
      return say(session, { say: 'welcome' });
    case 'unreadable':
      return say(session, { say: 'cannot-read', what: heard.what });
  }
};
