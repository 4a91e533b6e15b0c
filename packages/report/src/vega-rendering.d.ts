import 'vega';

/**
 * What the typings of vega leave out: the renderer behind `View.toSVG`, which draws without waiting.
 * https://github.com/vega/vega/tree/main/packages/vega-scenegraph#renderers
 */
declare module 'vega' {
  export class SVGStringRenderer {
    initialize(element: null, width: number, height: number, origin: readonly [number, number]): this;
    render(scene: object): this;
    svg(): string;
  }
  interface Scene {
    readonly root: object;
  }
}
