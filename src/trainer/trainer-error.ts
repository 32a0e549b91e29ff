// What went wrong in the project's code, or with its process, as an error that names the place and the remedy.

import { Failure } from '../errors.ts';
import type { RaisedError } from './protocol.ts';

/** `src/model.py, line 12, in fit: ValueError: …` */
export function raisedError(error: RaisedError, { at }: { at?: string } = {}): Failure {
  const place = error.frames.at(-1);
  const where = place
    ? `${place.file}, line ${place.line}${place.function && place.function !== '<module>' ? `, in ${place.function}` : ''}: `
    : '';
  const message = `${where}${said(error)}${at === undefined ? '' : ` (${at})`}`;
  return new Failure(message, {
    code: 'trainer-failed',
    hint: hintFor(error),
    details: { type: error.type, frames: error.frames, trace: error.trace },
  });
}

/** `Invalid` is how the entry points say that the protocol was not kept: its words are ours already. */
function said({ type, message }: RaisedError): string {
  if (type === 'Invalid') return message;
  if (type === 'SystemExit') return `the code ended its process (exit ${message || '0'})`;
  return message === '' ? type : `${type}: ${message}`;
}

function hintFor({ type, module, frames }: RaisedError): string | null {
  if (module !== null && module !== undefined) {
    return `install the package that has "${module}" and name it in src/requirements.txt`;
  }
  if (type === 'SystemExit') return 'raise an exception instead: it says what is wrong and where';
  if (type === 'MemoryError') return 'the machine has too little memory for this model and these rows';
  const code = frames.at(-1)?.code;
  return code ? `the line reads: ${code}` : null;
}

type End = {
  /** What it was doing: `fitting`, `loading the model`. */
  during: string;
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The end of what it printed. */
  lastWords: string;
};

/** A process that ended before it had answered, and said nothing of it. */
export function endError({ during, code, signal, lastWords }: End): Failure {
  const details = { exitCode: code, signal, lastOutput: lastWords };
  const last = lastWords.trimEnd().split('\n').at(-1)?.trim();
  const words = last ? `; the last that it printed: ${last}` : '';
  if (signal !== null) {
    return new Failure(`the Python process was ended by ${signal} while ${during}${words}`, {
      code: 'trainer-failed',
      hint:
        signal === 'SIGKILL'
          ? 'the system kills the largest process when memory runs out: is it full?'
          : 'a library that crashed, perhaps: python -X faulthandler says where',
      details,
    });
  }
  return new Failure(`the Python process ended with exit code ${code} while ${during}${words}`, {
    code: 'trainer-failed',
    hint: 'raise an exception instead of ending the process: it says what is wrong and where',
    details,
  });
}

export function timeoutError({
  during,
  seconds,
  variable,
  lastWords,
}: {
  during: string;
  seconds: number;
  variable: string;
  lastWords: string;
}): Failure {
  return new Failure(`the Python process did not answer for ${seconds} s while ${during}, and was ended`, {
    code: 'trainer-timeout',
    hint: `does the code wait for something? ${variable}=${seconds * 10} gives it more time`,
    details: { seconds, lastOutput: lastWords },
  });
}

/** Something on the channel that version 1 does not know. */
export function protocolError(what: string): Failure {
  return new Failure(`the code of src/ does not keep the trainer protocol: ${what}`, {
    code: 'trainer-protocol',
    hint: 'src/train.py, src/serve.py and src/protocol.py are best left as the template made them',
  });
}
