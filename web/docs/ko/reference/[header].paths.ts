/** The same in Korean. A page for each public header: see web/scripts/reference.mjs. */
import { referencePages } from '../../../scripts/reference.mjs';

export default {
  async paths() {
    return (await referencePages('ko')).map(({ name, content }) => ({ params: { header: name }, content }));
  },
};
