/** What the playground runs on: the compiler, the runners and the programs that came with the site. */
import manifest from 'virtual:weft-program';
import { BuildingAhead } from '../../compiler/building_ahead.js';
import { createCompiler } from '../../compiler/index.js';
import { createRunners, type Runners } from '../../runner/index.js';
import { fetchProgramAsset } from './assets.js';
import { PrebuiltPrograms } from './prebuilt.js';

export interface Services {
  readonly compiler: BuildingAhead;
  readonly runners: Runners;
  readonly prebuilt: PrebuiltPrograms;
}

/** Costs nothing yet: each part fetches what it needs when it is first used or warmed. */
export function createServices(): Services {
  const baseUrl = new URL('./', document.baseURI).href;
  return {
    compiler: new BuildingAhead(createCompiler({ manifest, baseUrl })),
    runners: createRunners({ manifest, baseUrl }),
    prebuilt: new PrebuiltPrograms({
      samples: manifest.samples,
      fetchAsset: (asset) => fetchProgramAsset(baseUrl, asset),
    }),
  };
}
