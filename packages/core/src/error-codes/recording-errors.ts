import type { ErrorKind } from './error-kind.ts';

/** Errors of pictures, videos, sound and cameras. */
export const recordingErrors = {
  'bad-frame-options': {
    status: 2,
    meaning: 'The options for the frames or the sound of a recording are not valid.',
    whatToDo: 'Give times in seconds of 0 or more, the end after the start, and a rate above 0.',
  },
  'damaged-bedside': {
    status: 1,
    meaning:
      'A file of bedside signals cannot be read: it is not EDF, EDF+ or a table of times, or it is damaged.',
    whatToDo: 'Export the signals again from the monitor as EDF+ or CSV.',
  },
  'damaged-picture': {
    status: 1,
    meaning: 'A picture is damaged or incomplete.',
    whatToDo: 'Copy the file again from its source, or leave it out.',
  },
  'damaged-sound': {
    status: 1,
    meaning: 'The sound of a recording is damaged or incomplete.',
    whatToDo: 'Copy the file again from its source, or leave it out.',
  },
  'damaged-video': {
    status: 1,
    meaning: 'A video is damaged or incomplete.',
    whatToDo: 'Copy the file again from its source, or leave it out.',
  },
  'empty-interval': {
    status: 1,
    meaning: 'A recording has no frame or no sound in the interval.',
    whatToDo: 'Compare the interval with the length of the recording.',
  },
  'encrypted-video': {
    status: 1,
    meaning: 'A video is encrypted.',
    whatToDo: 'Export it without protection from the program that made it.',
  },
  'missing-codec': {
    status: 1,
    meaning: 'This machine cannot encode video in the format.',
    whatToDo: 'Choose another format, or install again with install scripts allowed for node-av.',
  },
  'no-camera': {
    status: 2,
    meaning: 'The camera is not there, or cannot be opened.',
    whatToDo: 'Check its name, and that no other program uses it.',
  },
  'no-cry-alone': {
    status: 1,
    meaning: 'With `cry_only`, nothing of the sound of a recording is kept.',
    whatToDo: 'Leave `cry_only` out to use all of the sound, or leave the recording out.',
  },
  'no-frames': {
    status: 1,
    meaning: 'A video gives no frames.',
    whatToDo: 'Check that the video can be played, and copy it again from its source.',
  },
  'no-sound-track': {
    status: 1,
    meaning: 'A recording has no sound.',
    whatToDo: 'Give a recording with sound, or leave out the features that need sound.',
  },
  'no-video-track': {
    status: 1,
    meaning: 'A file has no video, for example only sound.',
    whatToDo: 'Give the file that contains the video.',
  },
  'not-a-picture': {
    status: 1,
    meaning: 'A file is not a picture of a type that can be read.',
    whatToDo: 'Give a JPEG, PNG, WebP, TIFF, GIF, BMP, AVIF or HEIC file.',
  },
  'not-a-recording': {
    status: 1,
    meaning: 'A file is not a picture, a video or sound, neither by its content nor by its name.',
    whatToDo: 'Give a recording of one of the formats that the message lists.',
  },
  'not-a-sound': {
    status: 1,
    meaning: 'A file is not a sound recording of a format that can be read.',
    whatToDo: 'Give a WAV, FLAC, MP3, OGG, M4A, MP4, MOV, MKV or WebM file.',
  },
  'not-a-video': {
    status: 1,
    meaning: 'A file is not a video of a container that can be read.',
    whatToDo:
      'Give an MP4, MOV, MKV, WebM, AVI, MPEG-TS, MPEG-PS, WMV, FLV, OGV or MXF file, or convert it with the command in the message.',
  },
  'picture-too-large': {
    status: 1,
    meaning: 'A picture has more pixels than are decoded.',
    whatToDo: 'Check the file, or save it smaller.',
  },
  'unknown-bedside-signal': {
    status: 2,
    meaning:
      'A file of bedside signals does not have the signal that was named, or it has several and none was named.',
    whatToDo: 'Name a signal of the file that carries the pulse with `--bedside-signal`.',
  },
  'unsupported-codec': {
    status: 1,
    meaning: 'A recording has a codec that cannot be decoded here.',
    whatToDo: 'Convert it to one of the formats that the message lists.',
  },
  'unsupported-container': {
    status: 1,
    meaning: 'A video is in a container that cannot be read in a page.',
    whatToDo: 'Convert it to one of the formats that the message lists, or use the command line.',
  },
  'unsupported-picture': {
    status: 1,
    meaning: 'A picture is of a type that cannot be read, for example JPEG XL or DICOM.',
    whatToDo: 'Save it as JPEG or PNG.',
  },
  'video-not-in-page': {
    status: 1,
    meaning:
      'A video is interlaced or of high dynamic range: a page would show other pictures of it than the command line.',
    whatToDo: 'Use `wince predict`, or a copy that is neither.',
  },
  'video-too-large': {
    status: 1,
    meaning: 'A video has frames with more pixels than are decoded.',
    whatToDo: 'Check the file, or save it smaller.',
  },
  'video-without-index': {
    status: 1,
    meaning: 'A video has no index: it is incomplete, or is still being written.',
    whatToDo: 'Wait until the file is complete, or copy it again from its source.',
  },
} as const satisfies Readonly<Record<string, ErrorKind>>;
