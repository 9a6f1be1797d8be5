export { type RatingColumns, readRatings } from './agreement/read-ratings.ts';
export { type AuditOptions, audit } from './audit/audit.ts';
export { type BedsideClock, type BedsideClockOptions, bedsideClock } from './bedside/bedside-clock.ts';
export { type BedsideOptions, readBedside } from './bedside/read-bedside.ts';
export { drawCry, type HeardCry, hearCry } from './cry/hear-cry.ts';
export {
  type CreatedDataset,
  type CreateOptions,
  checkDataset,
  createDataset,
  type Dataset,
  type FilesCheckOptions,
  type Finding,
  type ForgetOptions,
  type Forgotten,
  few,
  forgetSubject,
  groupByReason,
  isUnread,
  type OtherFile,
  type ReadOptions,
  readDataset,
  splitRow,
} from './datasets/index.ts';
export { defaultWorkers, type OpenExecutor, parseShard, type Shard } from './execute/index.ts';
export { parseSpecification, readSpecification } from './experiments/read-specification.ts';
export { namedMethods, specificationSchema } from './experiments/specification-schema.ts';
export { type ExplanationEffort, explanationEffort } from './explanation/explain-face.ts';
export { type Explained, type ExplainOptions, explainFiles } from './explanation/explain-files.ts';
export type { DrawnRow } from './explanation/explain-row.ts';
export { type ExplainRunOptions, explainRun } from './explanation/explain-run.ts';
export { type WriteExplanationOptions, writeExplanation } from './explanation/write-explanation.ts';
export { type LeftoversUnder, removeLeftoversUnder } from './files/leftovers.ts';
export {
  type FaceAnalyser,
  type FaceAnalyserOptions,
  type FaceTracking,
  openFaceAnalyser,
  openFaceTracking,
} from './measure/faces/index.ts';
export {
  cameraName,
  type DecodedPicture,
  decodePicture,
  type GrowingOptions,
  type OpenSoundOptions,
  openCamera,
  openGrowingVideo,
  openSound,
  openVideo,
  type PictureOptions,
  type PictureProbe,
  type PictureType,
  probePicture,
  readableFormats,
  recordingKind,
  type Sound,
  type SoundCompleteness,
  type SoundDescription,
  type SoundOptions,
} from './media/index.ts';
export { readModel, writtenManifest } from './models/archive.ts';
export { describeModel } from './models/describe-model.ts';
export { type ExportedModel, exportModel } from './models/export-model.ts';
export { modelForPage } from './models/page-model.ts';
export {
  type Prediction,
  type PredictOptions,
  type PredictResult,
  predict,
  type Reported,
} from './models/predict.ts';
export { type ScoreVideoOptions, scoreVideo } from './models/score-video.ts';
export { type TrainOptions, train } from './models/train.ts';
export type { WrittenVideo } from './monitoring/annotation/annotated-video.ts';
export { readBarPeriod } from './monitoring/bar-periods.ts';
export {
  type MonitoredFrames,
  type MonitorFramesOptions,
  monitorFrames,
} from './monitoring/monitor-frames.ts';
export type { MonitoringDocument } from './monitoring/monitoring-document.ts';
export {
  type PredictedRecordings,
  type PredictRecordingsOptions,
  predictRecordings,
  timelineInput,
  type WatchOptions,
  watchRecording,
} from './monitoring/predict-recordings.ts';
export { type PredictVideoOptions, predictVideo } from './monitoring/predict-video.ts';
export { episodesCsv, predictionsCsv, readingCsv } from './monitoring/prediction-csv.ts';
export { documentOf, type PredictionDocument, predictionDocument } from './monitoring/prediction-document.ts';
export { type RecordingNotes, readRecordingNotes } from './monitoring/recording-notes.ts';
export type { StrainMoment } from './monitoring/strain-moments.ts';
export {
  INTERVALS,
  type ReadingInterval,
  readingsOf,
  type VideoPrediction,
} from './monitoring/video-prediction.ts';
export {
  DEVICES,
  type Device,
  describedNetwork,
  describedNetworks,
  type FeatureNetwork,
  type FeatureRequest,
  findNetwork,
  type ImportOptions,
  type ImportRequest,
  importNetwork,
  importSoundNetwork,
  type LayerComparison,
  type Layers,
  layersOfGraph,
  layersOfNetwork,
  type NetworkFeature,
  type NetworkFile,
  type NetworkTest,
  networkCatalogue,
  networkFile,
  networkHome,
  networkSize,
  openFeatureNetwork,
  type Pulled,
  type PullRequest,
  pullFile,
  refuseForeignFile,
  type SoundImportRequest,
  soundCatalogue,
  testNetwork,
  useDevice,
  type Verification,
  type VerifyOptions,
  verifyLayers,
  weightBytes,
} from './networks/index.ts';
export type { ClipTruth } from './phantom/clip-truth.ts';
export { VIDEO_FORMATS, type VideoFormat } from './phantom/video-format.ts';
export {
  COHORT_LAYOUTS,
  type CohortLayout,
  type WriteCohortOptions,
  type WrittenCohort,
  writeCohort,
} from './phantom/write-cohort.ts';
export { NAME_KEY, openNameKey } from './pseudonyms/name-key.ts';
export { pseudonymiseModel } from './pseudonyms/pseudonymise-model.ts';
export {
  type PseudonymisedRun,
  type PseudonymiseRunOptions,
  pseudonymiseRun,
} from './pseudonyms/pseudonymise-run.ts';
export { pseudonymOf, pseudonymOfSample } from './pseudonyms/pseudonyms.ts';
export { drawPulse, readPulse, type VideoPulse } from './pulse/read-pulse.ts';
export {
  openUnitSpans,
  openWorkerMetrics,
  type ProjectOptions,
  type QueueStatus,
  queueExecutor,
  queueStatus,
  type RedisAccess,
  type RedisAddress,
  readRedisAddress,
  retryFailed,
  runWorker,
  type SubmitOptions,
  type WorkerEvent,
  type WorkerOptions,
  type WorkerSummary,
} from './queue/index.ts';
export { breakdownsBy } from './runs/breakdowns-by.ts';
export { type Demo, type DemoOptions, runDemo } from './runs/demo.ts';
export { type ExperimentPlan, planExperiment } from './runs/dry-run.ts';
export { type EvaluateOptions, evaluate } from './runs/evaluate.ts';
export { type ExtractDatasetOptions, type ExtractedTables, extract } from './runs/extract-dataset.ts';
export { type EvaluatedRun, readManifest, readRun } from './runs/read-run.ts';
export { linkLatestRun, runFolderName } from './runs/run-folder.ts';
export { type RunReportInput, renderRunReport } from './runs/run-report.ts';
export type { RunTables } from './runs/run-tables.ts';
export { type StartedRun, startRun } from './runs/start-run.ts';
export { evaluateShare, extractShare, type ShareOptions } from './runs/work-share.ts';
export { type PaperOptions, writePaper } from './runs/write-paper.ts';
export {
  defaultCacheFolder,
  folderStore,
  memoryStore,
  openStore,
  type PrunedStore,
  pruneStore,
  type Store,
  type StoreAddress,
  type StoreName,
  type StoreStatus,
  type StoreVerification,
  storeStatus,
  verifyStore,
} from './store/index.ts';
export { type StressOptions, stress } from './stress/stress.ts';
export { formatCsv } from './tables/csv.ts';
export { delimiterNames } from './tables/delimiter.ts';
export { type Encoding, encodings } from './tables/text.ts';
export { type Durations, metricHead, openDurations, processLines, serveMetrics } from './telemetry/index.ts';
export { type MadeVariant, makeVariant, type VariantRequest, type VariantStep } from './variants/index.ts';
export { type RunVerification, type VerifyRunOptions, verifyRun } from './verify/verify-run.ts';
