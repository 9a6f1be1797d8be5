/**
 * Agreement of raters: kappas, intraclass correlations, alpha, limits of agreement.
 *
 * @module agreement
 */

export {
  type Agreement,
  type AgreementFigure,
  agreementOf,
  type BlandAltman,
  blandAltman,
  type CohenKappa,
  cohenKappa,
  type FleissKappa,
  fleissKappa,
  type IntraclassCorrelations,
  intraclassCorrelations,
  type KappaIndices,
  type KappaWeights,
  type KrippendorffAlpha,
  kappaIndices,
  krippendorffAlpha,
  layRatings,
  type Rating,
  type RatingLevel,
  type Ratings,
  ratingLevels,
} from '@wince/core';
