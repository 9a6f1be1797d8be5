export {
  type Agreement,
  type AgreementFigure,
  agreementOf,
  type PairOfRaters,
} from './agreement/agreement.ts';
export { type BlandAltman, blandAltman } from './agreement/bland-altman.ts';
export { type IntraclassCorrelations, intraclassCorrelations } from './agreement/intraclass.ts';
export {
  type CohenKappa,
  cohenKappa,
  type FleissKappa,
  fleissKappa,
  type KappaIndices,
  type KappaWeights,
  kappaIndices,
} from './agreement/kappa.ts';
export { type KrippendorffAlpha, krippendorffAlpha } from './agreement/krippendorff.ts';
export {
  layRatings,
  type Rating,
  type RatingLevel,
  type Ratings,
  ratingLevels,
} from './agreement/ratings.ts';
export { type Repeatability, repeatabilityOf } from './agreement/repeatability.ts';
export {
  AUDIT_SCHEMA,
  type AuditControl,
  type AuditDocument,
  type AuditedCell,
  auditDocument,
} from './audit/audit-document.ts';
export {
  AUDIT_PROTOCOLS,
  type AuditProtocolId,
  auditProtocol,
  type Leak,
} from './audit/audit-protocols.ts';
export {
  auditFindings,
  auditParagraph,
  auditWarnings,
  estimateWords,
} from './audit/audit-words.ts';
export { probeIdentity } from './audit/identity-probe.ts';
export {
  type Estimates,
  estimatesOf,
  leastAuc,
  scoreDifference,
} from './audit/score-difference.ts';
export { copiedRows, labelColumns } from './audit/table-leaks.ts';
export {
  type BedsideNote,
  type BedsideRecording,
  type BedsideSignal,
  type SignalStretch,
  withoutGaps,
} from './bedside/bedside-signal.ts';
export {
  type ClockedSignal,
  type ClockOffset,
  type ClockOptions,
  clockOffset,
  type NoOffset,
} from './bedside/clock-offset.ts';
export { isEdf, readEdf } from './bedside/edf.ts';
export {
  type Catalogue,
  type CatalogueEntry,
  type CatalogueKind,
  defineCatalogue,
  didYouMean,
} from './catalogue.ts';
export {
  DATASET_SCHEMA,
  type DatasetDescription,
  defaultDescription,
  parseDescription,
} from './dataset/description.ts';
export {
  type FaceOfRow,
  missingKinds,
  missingKindWords,
  stretchedFaces,
  stretchedWords,
} from './dataset/faces-of-task.ts';
export { countLabels, isReference, labelOf, scoreColumn } from './dataset/label.ts';
export { knownLayouts, matchPattern, parsePattern } from './dataset/pattern.ts';
export { DIFFERENCE_HASH_BITS, differenceHash, hashDistance } from './dataset/perceptual-hash.ts';
export { lookAlikes, plainName, tidyName } from './dataset/plain-name.ts';
export { partOfSampleName, type Sample, sampleColumns, sampleKey, sampleName } from './dataset/sample.ts';
export {
  type AssignedRow,
  assignLabels,
  type MiddleTreatment,
  middleTreatments,
  resolveTask,
  type Task,
  type TaskChoice,
} from './dataset/task.ts';
export { type ErrorCode, errorCodes, errorGroups } from './error-codes.ts';
export { WinceError } from './errors.ts';
export type {
  AbstentionSummary,
  AskedAbstention,
  LabelAnswers,
  MeasuredShare,
  SubjectAnswers,
} from './evaluation/abstention/abstention-summary.ts';
export { answerWords, holdsLabel, isAnswer, labelSet } from './evaluation/abstention/label-set.ts';
export type { RiskCoverage } from './evaluation/abstention/risk-coverage.ts';
export { type Breakdown, FEWEST_SUBJECTS, type GroupFigures } from './evaluation/breakdown.ts';
export type { ModalityFigures, TakenRow } from './evaluation/by-modality.ts';
export { type HiddenRow, NOTHING_HIDDEN, type RegionFigures } from './evaluation/by-region.ts';
export type { BrierTerms } from './evaluation/calibration/brier-terms.ts';
export type { CalibrationError } from './evaluation/calibration/calibration-error.ts';
export type { CalibrationIntervals } from './evaluation/calibration/calibration-intervals.ts';
export type { CalibrationLine } from './evaluation/calibration/calibration-line.ts';
export type { CalibrationSummary, ScorePrevalence } from './evaluation/calibration/calibration-summary.ts';
export type { NetBenefit } from './evaluation/calibration/decision-curve.ts';
export type { PredictiveValues } from './evaluation/calibration/predictive-values.ts';
export { shiftPrevalence } from './evaluation/calibration/prior-shift.ts';
export { probabilityRows } from './evaluation/calibration/probability-rows.ts';
export {
  EQUAL_WIDTH,
  type ReliabilityBin,
  reliabilityBins,
} from './evaluation/calibration/reliability-bins.ts';
export { type Comparison, compareCells, type PairedDifference } from './evaluation/comparison.ts';
export {
  type CountedShare,
  clopperPearsonInterval,
  countedShare,
  type McNemarTest,
  mcNemarTest,
  wilsonInterval,
} from './evaluation/counts.ts';
export {
  type CalibrationBin,
  calibrationBins,
  type PrecisionRecallPoint,
  precisionRecallCurve,
  type RocPoint,
  rocCurve,
} from './evaluation/curves.ts';
export { type DeLongInterval, type DeLongTest, deLongInterval, deLongTest } from './evaluation/delong.ts';
export { type FriedmanTest, friedmanTest } from './evaluation/inference/friedman.ts';
export { holm } from './evaluation/inference/holm.ts';
export {
  type ExchangeableRow,
  type ExchangeUnit,
  type ExchangeUnits,
  exchangeUnits,
  permutationP,
  permutedLabels,
} from './evaluation/inference/permutation.ts';
export { type PickingOptimism, pickingOptimism } from './evaluation/inference/picking.ts';
export { type SignedRankTest, signedRankTest } from './evaluation/inference/signed-rank.ts';
export type { SubjectLoss, SubjectLossTest } from './evaluation/inference/subject-losses.ts';
export {
  chanceInterval,
  type Draws,
  drawSubjects,
  type Interval,
  type MetricDraws,
  metricsBySubject,
  percentileInterval,
  pooledDraws,
} from './evaluation/intervals.ts';
export {
  accuracy,
  areaUnderCurve,
  averagePrecision,
  balancedAccuracy,
  brierScore,
  type Confusion,
  cohensKappa,
  confusion,
  type EvaluatedRows,
  f1Score,
  logLoss,
  type MetricName,
  type MetricValue,
  type MetricValues,
  matthewsCorrelation,
  measureRows,
  metricNames,
  noInformationRate,
  precision,
  prevalence,
  sensitivity,
  specificity,
} from './evaluation/metrics.ts';
export { type UnusableShare, type UnusableShares, unusableShares } from './evaluation/missing.ts';
export {
  type ClipRows,
  clipRows,
  type MissingRow,
  type PositiveLabel,
  type PredictionRow,
  positiveTest,
  type ScoredRows,
  scoredRows,
} from './evaluation/predictions.ts';
export {
  byUnits,
  type Division,
  defineProtocol,
  type Fold,
  type Protocol,
  type ProtocolDefinition,
  type ProtocolRows,
} from './evaluation/protocol.ts';
export { protocols } from './evaluation/protocols.ts';
export {
  type CountedName,
  countedNames,
  type PairAsIndependent,
  type RowsAsIndependent,
} from './evaluation/rows-as-independent.ts';
export {
  type CellSummary,
  type CellWarning,
  type Chance,
  type MetricForm,
  type SummaryOptions,
  summariseCell,
} from './evaluation/summary.ts';
export { chooseThreshold } from './evaluation/thresholds.ts';
export {
  type CellRanking,
  type CellTests,
  type DeclaredTest,
  P_VALUE_NOTE,
} from './experiment/cell-tests.ts';
export {
  type ComparedCells,
  compareRuns,
  type RunComparison,
  type RunDifference,
  runDifferences,
} from './experiment/compare-runs.ts';
export { describeDecisions } from './experiment/decisions.ts';
export { COMPARED_UNDER, defaultGrid } from './experiment/default-grid.ts';
export {
  beginStage,
  type CellFailed,
  type CellFinished,
  type RunEvent,
  type RunFailed,
  type RunFinished,
  type StageBegan,
  type StageProgress,
  WORK_STAGES,
  type WorkEvent,
  type WorkListener,
  type WorkStage,
} from './experiment/events.ts';
export { type CellFailure, describeFailure, errorCode, type FailedCell } from './experiment/failed-cell.ts';
export { namedFamilies } from './experiment/feature-sets.ts';
export { type GroupRow, groupRows } from './experiment/groups.ts';
export {
  bestCell,
  breakDownCells,
  computeMetrics,
  isWrong,
  METRICS_VERSION,
  type MetricsOptions,
  metricsOptionsOf,
  type RunCell,
  type RunMetrics,
  type TreatedCell,
} from './experiment/metrics.ts';
export { runMetrics } from './experiment/metrics-form.ts';
export { tableFile, withPaths } from './experiment/paths.ts';
export {
  type PermutationTest,
  type PermutedMetric,
  permutationTest,
  permutationTestOf,
} from './experiment/permutation-test.ts';
export {
  BY_REGION,
  cellById,
  fusedModalities,
  type NamedFamily,
  type NameFamily,
  NORMALISED,
  planCells,
  readCellId,
} from './experiment/plan.ts';
export {
  type ClipRow,
  RUN_SCHEMA,
  type RunManifest,
  runManifest,
  type SampleRow,
  type SampleStatus,
  type SelectedRow,
  type SoftwareRecord,
  sampleStatus,
  type TunedRow,
} from './experiment/run.ts';
export { figuresForm, isBelowChance, runWarnings } from './experiment/run-warnings.ts';
export {
  type ExperimentSpecification,
  type ExtractionSpecification,
  experimentSpecification,
  parseExperiment,
  parseExtraction,
  withNeededRegions,
} from './experiment/specification.ts';
export {
  type Retest,
  retestOf,
  type StressCurve,
  type StressDocument,
  type StressPoint,
  smallChanges,
  stressCurve,
  stressKinds,
  stressLevels,
  stressPoint,
} from './experiment/stress.ts';
export {
  FEWEST_TO_RECALIBRATE,
  type SiteCalibration,
  type TransportedCell,
  type TransportedSite,
  transportedCell,
} from './experiment/transport.ts';
export type { ChangedFaces } from './explanation/changed-faces.ts';
export { type ColumnContributions, columnContributions } from './explanation/column-contributions.ts';
export {
  ACTIONS_OF_REGION,
  type AreaShare,
  type DecisionSign,
  EXPLAINED_REGIONS,
  type ExplainedArea,
  type ExplainedRegionName,
  explainedAreas,
  sharesOfAreas,
} from './explanation/explained-areas.ts';
export {
  EXPLANATION_METHODS,
  EXPLANATION_SCHEMA,
  type ExplainedColumns,
  type ExplainedMap,
  type ExplainedRegion,
  type ExplainedRow,
  type ExplanationDocument,
  type ExplanationMethod,
  MAP_METHODS,
  type MapChecks,
  type MapMethod,
  type MethodSummary,
} from './explanation/explanation-document.ts';
export { FACE_CONTOURS } from './explanation/face-contours.ts';
export { harmonicFill } from './explanation/harmonic-fill.ts';
export { type KeptByRegion, keptByRegion } from './explanation/kept-columns.ts';
export {
  coarseMap,
  type MeanOfDefined,
  meanOfDefined,
  type RandomisationVerdict,
  randomisationVerdict,
  rankCorrelation,
  relianceWords,
} from './explanation/map-agreement.ts';
export { mapColours } from './explanation/map-colours.ts';
export { largestOf, summariseMethod } from './explanation/method-summary.ts';
export { noisyFace } from './explanation/noisy-face.ts';
export {
  type OccludedFaces,
  occludedFaces,
  occlusionMap,
  type RegionContribution,
  regionContributions,
} from './explanation/occlusion.ts';
export {
  type CurveAreas,
  type OrderedFaces,
  orderedFaces,
  orderOfCells,
  randomOrder,
} from './explanation/removal-curves.ts';
export { type MaskedFaces, maskedFaces, type RiseOptions, riseDefaults } from './explanation/rise.ts';
export { shuffledCell } from './explanation/shuffled-cell.ts';
export {
  analyseFace,
  FACE_ANALYSIS_VERSION,
  type FaceAnalysis,
  type FaceParameters,
  type FoundFace,
  faceParameters,
  MAXIMUM_PIXELS,
  type NoFace,
} from './face/analysis.ts';
export { apparentAge } from './face/apparent-age.ts';
export {
  DETECTOR_SIZE,
  type Detection,
  type DetectorOutput,
  FAR_DETECTOR_SIZE,
  type FarDetectorOutput,
} from './face/blazeface.ts';
export { type WhichFace, whichFace } from './face/choose.ts';
export { COVER_CAUSES, type FaceCovering } from './face/covering/covering.ts';
export { COVERABLE_REGIONS, type CoverableRegion, faceCells } from './face/covering/region-cells.ts';
export { drawLandmarks } from './face/drawn-landmarks.ts';
export { addPositions, emptyFaceMap, type FaceMap } from './face/face-map.ts';
export { type FaceShape, faceShape } from './face/face-shape.ts';
export { distance, eyeDistance, LANDMARK, LANDMARKS, pickLandmarks } from './face/landmarks.ts';
export type { LocatedFace, LocateParameters } from './face/located-face.ts';
export { FACE_LOOK, faceLook, LIGHT_MEASURES } from './face/look.ts';
export type { MeshedFace } from './face/mesh.ts';
export { type FaceNetworks, MESH_SIZE, type MeshOutput } from './face/networks.ts';
export { type HeadPose, headPose } from './face/pose.ts';
export {
  assessQuality,
  type FaceQuality,
  type Measure,
  QUALITY_MEASURES,
  type QualityMeasure,
  type QualityParameters,
  qualityParameters,
  type Shortcoming,
} from './face/quality.ts';
export { refineLandmarks } from './face/refined-landmarks.ts';
export {
  FACE_OUTLINE,
  REGION_NAMES,
  REGIONS,
  type RegionName,
  type RegionPart,
  regionMask,
} from './face/regions.ts';
export type { RegisteredFace } from './face/registered-face.ts';
export {
  type Registration,
  type RegistrationParameters,
  registerFace,
  registrationParameters,
} from './face/registration.ts';
export { applySimilarity, composeSimilarity, invertSimilarity, type Similarity } from './face/similarity.ts';
export {
  COLOUR_FRAMING,
  COLOUR_SIZE,
  COLOUR_TO_GREY,
  GREY_FRAMING,
  GREY_SIZE,
  REFERENCE_POINTS,
} from './face/template.ts';
export { squareCorners, type TurnedSquare } from './face/turned-square.ts';
export { families } from './families/catalogue.ts';
export { type ClipParameters, clipParameters } from './families/clip-parameters.ts';
export { observeMean } from './families/entries/moments-family.ts';
export { extractors, parseFeature } from './families/face/catalogue.ts';
export { defineExtractor, type Extractor } from './families/face/extractor.ts';
export { gabor } from './families/face/gabor/gabor.ts';
export { geometry } from './families/face/geometry/geometry.ts';
export { hog } from './families/face/hog/hog.ts';
export { lbp } from './families/face/lbp/lbp.ts';
export {
  defineFamily,
  FAMILY_NEEDS,
  type Family,
  type FamilyDefinition,
  type FamilyNeed,
  type FamilyObserver,
  type FamilyValues,
  type LostValues,
  type ObservedStretch,
  type Observing,
  type PlannedFamily,
  type Planning,
} from './families/family.ts';
export { type FamilyKind, type FamilyRecord, familyKinds, familyRecord } from './families/family-record.ts';
export {
  type DescribeFace,
  type Moment,
  type MomentOfFace,
  type MomentOfStrain,
  rememberFaces,
  type SeenFace,
} from './families/moment.ts';
export { observeFace } from './families/pulse/observed-face.ts';
export { quiver } from './families/quiver/quiver.ts';
export {
  type ChosenFrame,
  type FollowedStretch,
  openRowObserver,
  type RowObserver,
} from './families/row-observer.ts';
export { regionsText, seenColumn, seenRegions, visibleActions } from './families/seen-regions.ts';
export {
  type AreaPixels,
  areaMeans,
  faceAreas,
  QUADRANTS,
  STRAIN_AREAS,
  type StrainArea,
} from './families/strain/areas.ts';
export { flowParameters } from './families/strain/flow-parameters.ts';
export { type NoiseFloorParameters, noiseFloorParameters } from './families/strain/noise-floor.ts';
export { findPeaks, type Peak, type PeakParameters, peakParameters } from './families/strain/peaks.ts';
export { medianFace, restFloors } from './families/strain/rest.ts';
export {
  openStrainSeries,
  STRAIN_REFERENCES,
  STRAIN_UNITS,
  type StrainReference,
  type StrainSample,
  type StrainSeries,
} from './families/strain/series.ts';
export type { ShapedFace } from './families/strain/since-rest.ts';
export { type SmoothingParameters, smoothingParameters, smoothSeries } from './families/strain/smoothing.ts';
export { type StrainTensor, strainMagnitude, strainTensor } from './families/strain/tensor.ts';
export { howMany, isOrAre } from './how-many.ts';
export {
  type Degradation,
  type DegradationKind,
  degradation,
  degradationKinds,
  degrade,
  type FaceBounds,
} from './image/degrade.ts';
export { type Colour, drawLine, fillRectangle, pastePicture } from './image/drawing.ts';
export { type GreyImage, type RgbImage, toGrey } from './image/image.ts';
export { letterable, textWidth, writeText } from './image/lettering.ts';
export { polygonMask } from './image/polygon.ts';
export { resizeRgb } from './image/resize.ts';
export { resizingTaps } from './image/taps.ts';
export { cropRgb, rotateRgb, rotationToSource } from './image/warp.ts';
export {
  type CalibrationRows,
  type Calibrator,
  defineCalibrator,
} from './learning/calibration/calibrator.ts';
export { calibrators } from './learning/calibration/catalogue.ts';
export { classifiers } from './learning/classifiers/catalogue.ts';
export { type Classifier, defineClassifier, type TrainingRows } from './learning/classifiers/classifier.ts';
export { rowWeights, type WeightScheme } from './learning/classifiers/row-weights.ts';
export type { LeftOutScores } from './learning/out-of-fold/left-out-scores.ts';
export type { Scores } from './learning/out-of-fold/scores.ts';
export { type Differing, LEAST_FOR_OUTSIDE, type OutsideRows } from './learning/outside/outside.ts';
export { atPrevalence } from './learning/pipeline/at-prevalence.ts';
export {
  type Abstention,
  type Cell,
  cell,
  type FeatureSet,
  featureSet,
  type Setting,
  type Threshold,
  type Tuning,
} from './learning/pipeline/cell.ts';
export {
  areWorthWeighing,
  columnWeightsOfFolds,
  columnWeightsOfParts,
  columnWeightsPart,
  isWorthParts,
} from './learning/pipeline/column-weights.ts';
export { type CellFit, type FitOptions, fitCell, fitCellSharing } from './learning/pipeline/fit.ts';
export {
  abstentionOf,
  applyCell,
  type CellScores,
  type FittedCell,
  fusionOf,
  keptColumns,
  outsideOf,
  prevalenceOf,
  readFittedCell,
  thresholdOf,
} from './learning/pipeline/fitted-cell.ts';
export { baseOfFolds, openFoldsTogether } from './learning/pipeline/folds-together.ts';
export { hideRegions } from './learning/pipeline/hidden-regions.ts';
export { type FamilyColumns, type JoinedRows, takeRows } from './learning/pipeline/joined-rows.ts';
export { type FusedModality, fusedModality } from './learning/pipeline/late-fusion.ts';
export type { OutOfFoldScores } from './learning/pipeline/out-of-fold-scores.ts';
export { type InnerSelections, openInnerSelections } from './learning/pipeline/seeded-inner-folds.ts';
export {
  defineStage,
  defineStages,
  type FittedStage,
  type RowState,
  type Stage,
  type StageTraining,
  scoresOf,
  type UnseenPart,
} from './learning/pipeline/stage.ts';
export { type FittedAbstention, promisedCoverage } from './learning/pipeline/stages/abstain.ts';
export { columnsOfModalities } from './learning/pipeline/stages/fusion/modality-columns.ts';
export type { HeldAt } from './learning/pipeline/stages/prevalence.ts';
export { stages } from './learning/pipeline/stages.ts';
export { takeModalities } from './learning/pipeline/taken-modalities.ts';
export { selectors } from './learning/selection/catalogue.ts';
export { defineSelector, type LabelledRows, type Selector } from './learning/selection/selector.ts';
export {
  type MethodCall,
  type MethodSpecification,
  methodCall,
  methodSpecification,
  type ParameterisedEntry,
  parseMethod,
} from './method.ts';
export type { BarPeriod } from './monitoring/bars.ts';
export { clipScoreParameters } from './monitoring/clip-score.ts';
export {
  type LiveMonitor,
  type MonitorReading,
  type MonitorUpdate,
  openLiveMonitor,
} from './monitoring/live-monitor.ts';
export {
  EARLY,
  LEAST_HOURS,
  MONITORING_METRICS,
  type MonitoredSubject,
  type MonitoringMetric,
  type MonitoringReport,
  type MonitoringTotals,
  monitoringReport,
  monitoringTotals,
} from './monitoring/metrics.ts';
export {
  BARS_TO_ASSESSMENT,
  type BarToAssessment,
  type Episode,
  INITIAL_MONITOR_STATE,
  MONITOR_STATES,
  type MonitorEvent,
  type MonitoredScore,
  type MonitorState,
  type MonitorStateName,
  monitorStep,
} from './monitoring/monitor.ts';
export { type MonitoredRecording, monitorRecording, type Stretch } from './monitoring/monitor-recording.ts';
export {
  type KeptFrame,
  keepFrame,
  type MonitoredVideo,
  type MonitoredVideoParameters,
  monitoredVideoParameters,
  monitorVideo,
} from './monitoring/monitored-video.ts';
export { type MonitorParameters, monitorParameters } from './monitoring/parameters.ts';
export type { ScoredFrame } from './monitoring/scored-frame.ts';
export { stateWord, whyNoScore } from './monitoring/state-words.ts';
export type { StrainCurve } from './monitoring/strain-curve.ts';
export {
  type UnusableCause,
  type UnusableTime,
  type UsableStretch,
  type UsableTime,
  usableStretches,
  usableTime,
} from './monitoring/usable-time.ts';
export { realSpectrum } from './numbers/fourier.ts';
export { type Matrix, matrix, type Numbers, submatrix, zerosLike } from './numbers/matrix.ts';
export { median, quantile } from './numbers/quantile.ts';
export { type Random, randomFrom, shuffle } from './numbers/random.ts';
export { sigmoid } from './numbers/sigmoid.ts';
export { explainIssue, parseGiven } from './parameters.ts';
export { type PulseBand, parsePulseBand, pulseBandOfAge, pulseBands } from './pulse/band.ts';
export { bandPass } from './pulse/band-pass.ts';
export { CHANNELS } from './pulse/colour-trace.ts';
export type { Measurement } from './pulse/heart-rate.ts';
export { pulseMethods } from './pulse/methods/catalogue.ts';
export type { FaceTraces } from './pulse/skin/face-traces.ts';
export { SKIN_REGIONS } from './pulse/skin/skin-regions.ts';
export type { PulseEvidence } from './pulse/window/evidence.ts';
export { pulseTrace } from './pulse/window/pulse-trace.ts';
export { type RecordingPulse, recordingPulse } from './pulse/window/recording-pulse.ts';
export type { WindowPulse } from './pulse/window/window-pulse.ts';
export { collectSound, lowRateReason } from './recording/joined-sound.ts';
export {
  SIGNALS,
  type SignalColumns,
  type SignalName,
  type SignalState,
  type SignalStates,
  signalColumns,
} from './recording/signals.ts';
export type { SoundBlock } from './recording/sound.ts';
export { coveringParameters, openCoveringWatch } from './recording/tracking/covering/covering.ts';
export type { FaceLook } from './recording/tracking/covering/look.ts';
export {
  type ClipKeyFrameParameters,
  type ClipKeyFrames,
  clipKeyFrameParameters,
  openClipKeyFrames,
} from './recording/tracking/key-frames/clip-key-frames.ts';
export type { KeyFrame } from './recording/tracking/key-frames/key-frame.ts';
export {
  type KeyFrameStream,
  type KeyFrameStreamParameters,
  keyFrameStreamParameters,
  openKeyFrameStream,
} from './recording/tracking/key-frames/key-frame-stream.ts';
export { type TrackingParameters, trackingParameters } from './recording/tracking/parameters.ts';
export {
  FRAME_FAULTS,
  type FrameFault,
  type FrameFaultName,
  type TrackedFrame,
} from './recording/tracking/tracked-frame.ts';
export {
  openTrackedTime,
  type TrackedTime,
  type TrackedTimeCount,
  type TrackedTimeParameters,
  trackedTimeParameters,
} from './recording/tracking/tracked-time.ts';
export { type FaceTracker, openFaceTracker } from './recording/tracking/tracker.ts';
export type { VideoFrame } from './recording/video-frame.ts';
export { type BandsChoice, bandsOf } from './scales/bands.ts';
export { scales } from './scales/catalogue.ts';
export {
  type FeatureFamilyKind,
  type Incorporation,
  incorporates,
  incorporationWarnings,
} from './scales/incorporation.ts';
export {
  type Band,
  type Banding,
  type BandLabel,
  bandLabels,
  defineScale,
  type ItemSteps,
  type Modality,
  type Scale,
  type ScaleItem,
  type ScaleSource,
} from './scales/scale.ts';
export { logMel } from './sound/cepstrum.ts';
export { cryAlone } from './sound/cry/cry-alone.ts';
export {
  analyseCry,
  type CryAnalysis,
  type CryFault,
  type CryOptions,
} from './sound/cry/cry-analysis.ts';
export type { CryBreath } from './sound/cry/cry-segments.ts';
export { type CrySoFar, openCryWatch } from './sound/cry/cry-watch.ts';
export type { SoundCourse } from './sound/cry/sound-course.ts';
export type { PitchContour } from './sound/pitch.ts';
export { resample } from './sound/resample.ts';
export { keysInSnakeCase, keysOfSchema, nameInFiles } from './spelling.ts';
