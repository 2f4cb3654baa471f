// The lessons, in their order, and the state of the lab with which each begins.
import { preset, write } from './address.js';
import hardware from './lessons/hardware.js';
import momentum from './lessons/momentum.js';
import noiseBall from './lessons/noise-ball.js';
import order from './lessons/order.js';
import practice from './lessons/practice.js';
import scaling from './lessons/scaling.js';
import schedules from './lessons/schedules.js';
import threeWays from './lessons/three-ways.js';
import twoSamples from './lessons/two-samples.js';
import unbiased from './lessons/unbiased.js';
import variance from './lessons/variance.js';

export const COURSE = [twoSamples, threeWays, unbiased, variance, noiseBall, schedules, momentum, scaling, order, hardware, practice];

/** The lesson of a number from 1, or undefined. */
export const lessonOf = number => COURSE[number - 1];

/** The state of the lab with which a lesson begins. */
export function stateOf(number) {
  const { problem, runners, ...rest } = lessonOf(number).state, state = preset(problem.key);
  Object.assign(state, rest, { lesson: number });
  Object.assign(state.problem, problem);
  state.runners = runners.map(([batch, rate, momentum = 0, schedule = 'constant']) => ({ batch, rate, share: null, momentum, schedule }));
  return state;
}

/** Where a lesson begins, for a link. */
export const addressOf = number => './' + write(stateOf(number));
