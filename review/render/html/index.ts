import type { Review } from "../../model";
import { access } from "./access";
import { accessMatrix } from "./access-matrix";
import { architecture } from "./architecture";
import { banner, figures, verdictWords } from "./banner";
import { calendar } from "./calendar";
import { domainChanges } from "./changes";
import { cost } from "./cost";
import { dangers } from "./dangers";
import { drift, warnings } from "./drift";
import { exposures } from "./exposures";
import { overview } from "./overview";
import { page } from "./page";
import { policy } from "./policy";
import { releases } from "./releases";
import { resourceData, resources } from "./resources";
import { topology } from "./topology";

/**
 * The review as one HTML file that needs nothing else: no network, no other file, and no script to be read. What comes
 * from a plan or the configuration is shown as text and can be nothing but text.
 */
export function renderHtml(review: Review): string {
  return page({
    title: `${verdictWords[review.verdict].title}: plan review of ${review.organization}`,
    banner: banner(review),
    figures: figures(review),
    sections: [
      ...releases(review),
      overview(review),
      dangers(review),
      access(review),
      exposures(review),
      policy(review),
      domainChanges(review),
      ...cost(review),
      calendar(review),
      accessMatrix(review),
      ...architecture(review),
      topology(review),
      drift(review),
      warnings(review),
      resources(review),
    ],
    data: resourceData(review),
  });
}
