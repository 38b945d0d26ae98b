/** A page for each public header: see web/scripts/reference.mjs. */
import { referencePages } from '../../scripts/reference.mjs';

export default {
  async paths() {
    return (await referencePages('en')).map(({ name, content }) => ({ params: { header: name }, content }));
  },
};
