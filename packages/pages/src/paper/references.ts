/** A work that a run rests on. */
export interface Reference {
  /** Its key in BibTeX. */
  readonly key: string;
  readonly type: 'article' | 'book' | 'inproceedings' | 'misc' | 'software';
  /** Authors and year, as text cites it. */
  readonly short: string;
  /** Fields of BibTeX; letters with marks as LaTeX writes them. */
  readonly fields: Readonly<Record<string, string>>;
}

/** The works behind the methods, by the key under which the paper cites them. */
export const references = {
  zamzmi2018: {
    key: 'zamzmi2018',
    type: 'misc',
    short: 'Zamzmi et al. 2018',
    fields: {
      author: 'Zamzmi, Ghada and Goldgof, Dmitry and Kasturi, Rangachar and Sun, Yu',
      title: 'Neonatal Pain Expression Recognition Using Transfer Learning',
      year: '2018',
      eprint: '1807.01631',
      archiveprefix: 'arXiv',
      doi: '10.48550/arXiv.1807.01631',
    },
  },
  zadrozny2002: {
    key: 'zadrozny2002',
    type: 'inproceedings',
    short: 'Zadrozny and Elkan 2002',
    fields: {
      author: 'Zadrozny, Bianca and Elkan, Charles',
      title: 'Transforming Classifier Scores into Accurate Multiclass Probability Estimates',
      booktitle:
        'Proceedings of the 8th ACM SIGKDD International Conference on Knowledge Discovery and Data Mining',
      pages: '694--699',
      year: '2002',
      doi: '10.1145/775047.775151',
    },
  },
  kull2017: {
    key: 'kull2017',
    type: 'article',
    short: 'Kull et al. 2017',
    fields: {
      author: 'Kull, Meelis and Silva Filho, Telmo M. and Flach, Peter',
      title:
        'Beyond Sigmoids: How to Obtain Well-Calibrated Probabilities from Binary Classifiers with Beta Calibration',
      journal: 'Electronic Journal of Statistics',
      volume: '11',
      number: '2',
      pages: '5052--5080',
      year: '2017',
      doi: '10.1214/17-EJS1338SI',
    },
  },
  guo2017: {
    key: 'guo2017',
    type: 'inproceedings',
    short: 'Guo et al. 2017',
    fields: {
      author: 'Guo, Chuan and Pleiss, Geoff and Sun, Yu and Weinberger, Kilian Q.',
      title: 'On Calibration of Modern Neural Networks',
      booktitle: 'Proceedings of the 34th International Conference on Machine Learning',
      pages: '1321--1330',
      year: '2017',
      eprint: '1706.04599',
      archiveprefix: 'arXiv',
    },
  },
  saerens2002: {
    key: 'saerens2002',
    type: 'article',
    short: 'Saerens et al. 2002',
    fields: {
      author: 'Saerens, Marco and Latinne, Patrice and Decaestecker, Christine',
      title: 'Adjusting the Outputs of a Classifier to New a Priori Probabilities: A Simple Procedure',
      journal: 'Neural Computation',
      volume: '14',
      number: '1',
      pages: '21--41',
      year: '2002',
      doi: '10.1162/089976602753284446',
    },
  },
  vovk2012: {
    key: 'vovk2012',
    type: 'misc',
    short: 'Vovk 2012',
    fields: {
      author: 'Vovk, Vladimir',
      title: 'Conditional Validity of Inductive Conformal Predictors',
      year: '2012',
      eprint: '1209.2673',
      archiveprefix: 'arXiv',
    },
  },
  vovk2015: {
    key: 'vovk2015',
    type: 'article',
    short: 'Vovk 2015',
    fields: {
      author: 'Vovk, Vladimir',
      title: 'Cross-Conformal Predictors',
      journal: 'Annals of Mathematics and Artificial Intelligence',
      volume: '74',
      number: '1--2',
      pages: '9--28',
      year: '2015',
      doi: '10.1007/s10472-013-9368-4',
    },
  },
  lee2023: {
    key: 'lee2023',
    type: 'misc',
    short: 'Lee et al. 2023',
    fields: {
      author: 'Lee, Yonghoon and Barber, Rina Foygel and Willett, Rebecca',
      title: 'Distribution-Free Inference with Hierarchical Data',
      year: '2023',
      eprint: '2306.06342',
      archiveprefix: 'arXiv',
    },
  },
  stone1974: {
    key: 'stone1974',
    type: 'article',
    short: 'Stone 1974',
    fields: {
      author: 'Stone, M.',
      title: 'Cross-Validatory Choice and Assessment of Statistical Predictions',
      journal: 'Journal of the Royal Statistical Society: Series B',
      volume: '36',
      number: '2',
      pages: '111--133',
      year: '1974',
      doi: '10.1111/j.2517-6161.1974.tb00994.x',
    },
  },
  kohavi1995: {
    key: 'kohavi1995',
    type: 'inproceedings',
    short: 'Kohavi 1995',
    fields: {
      author: 'Kohavi, Ron',
      title: 'A Study of Cross-Validation and Bootstrap for Accuracy Estimation and Model Selection',
      booktitle: 'Proceedings of the 14th International Joint Conference on Artificial Intelligence',
      pages: '1137--1143',
      year: '1995',
    },
  },
  steyerberg2016: {
    key: 'steyerberg2016',
    type: 'article',
    short: 'Steyerberg and Harrell 2016',
    fields: {
      author: 'Steyerberg, Ewout W. and Harrell, Frank E.',
      title: 'Prediction models need appropriate internal, internal-external, and external validation',
      journal: 'Journal of Clinical Epidemiology',
      year: '2016',
      volume: '69',
      pages: '245--247',
      doi: '10.1016/j.jclinepi.2015.04.005',
    },
  },
  torralba2011: {
    key: 'torralba2011',
    type: 'inproceedings',
    short: 'Torralba and Efros 2011',
    fields: {
      author: 'Torralba, Antonio and Efros, Alexei A.',
      title: 'Unbiased Look at Dataset Bias',
      booktitle: 'IEEE Conference on Computer Vision and Pattern Recognition',
      pages: '1521--1528',
      year: '2011',
      doi: '10.1109/CVPR.2011.5995347',
    },
  },
  robnik2003: {
    key: 'robnik2003',
    type: 'article',
    short: 'Robnik-Šikonja and Kononenko 2003',
    fields: {
      author: 'Robnik-{\\v{S}}ikonja, Marko and Kononenko, Igor',
      title: 'Theoretical and Empirical Analysis of {ReliefF} and {RReliefF}',
      journal: 'Machine Learning',
      volume: '53',
      pages: '23--69',
      year: '2003',
      doi: '10.1023/A:1025667309714',
    },
  },
  hall2000: {
    key: 'hall2000',
    type: 'inproceedings',
    short: 'Hall 2000',
    fields: {
      author: 'Hall, Mark A.',
      title: 'Correlation-Based Feature Selection for Discrete and Numeric Class Machine Learning',
      booktitle: 'Proceedings of the 17th International Conference on Machine Learning',
      pages: '359--366',
      year: '2000',
    },
  },
  fayyad1993: {
    key: 'fayyad1993',
    type: 'inproceedings',
    short: 'Fayyad and Irani 1993',
    fields: {
      author: 'Fayyad, Usama M. and Irani, Keki B.',
      title: 'Multi-Interval Discretization of Continuous-Valued Attributes for Classification Learning',
      booktitle: 'Proceedings of the 13th International Joint Conference on Artificial Intelligence',
      pages: '1022--1027',
      year: '1993',
    },
  },
  fisher1925: {
    key: 'fisher1925',
    type: 'book',
    short: 'Fisher 1925',
    fields: {
      author: 'Fisher, Ronald A.',
      title: 'Statistical Methods for Research Workers',
      publisher: 'Oliver and Boyd',
      address: 'Edinburgh',
      year: '1925',
    },
  },
  duda1973: {
    key: 'duda1973',
    type: 'book',
    short: 'Duda and Hart 1973',
    fields: {
      author: 'Duda, Richard O. and Hart, Peter E.',
      title: 'Pattern Classification and Scene Analysis',
      publisher: 'Wiley',
      address: 'New York',
      year: '1973',
    },
  },
  cover1967: {
    key: 'cover1967',
    type: 'article',
    short: 'Cover and Hart 1967',
    fields: {
      author: 'Cover, Thomas M. and Hart, Peter E.',
      title: 'Nearest Neighbor Pattern Classification',
      journal: 'IEEE Transactions on Information Theory',
      volume: '13',
      number: '1',
      pages: '21--27',
      year: '1967',
      doi: '10.1109/TIT.1967.1053964',
    },
  },
  cortes1995: {
    key: 'cortes1995',
    type: 'article',
    short: 'Cortes and Vapnik 1995',
    fields: {
      author: 'Cortes, Corinna and Vapnik, Vladimir',
      title: 'Support-Vector Networks',
      journal: 'Machine Learning',
      volume: '20',
      number: '3',
      pages: '273--297',
      year: '1995',
      doi: '10.1007/BF00994018',
    },
  },
  fan2005: {
    key: 'fan2005',
    type: 'article',
    short: 'Fan, Chen and Lin 2005',
    fields: {
      author: 'Fan, Rong-En and Chen, Pai-Hsuen and Lin, Chih-Jen',
      title: 'Working Set Selection Using Second Order Information for Training Support Vector Machines',
      journal: 'Journal of Machine Learning Research',
      volume: '6',
      pages: '1889--1918',
      year: '2005',
    },
  },
  lin2007: {
    key: 'lin2007',
    type: 'article',
    short: 'Lin, Lin and Weng 2007',
    fields: {
      author: 'Lin, Hsuan-Tien and Lin, Chih-Jen and Weng, Ruby C.',
      title: "A Note on {Platt's} Probabilistic Outputs for Support Vector Machines",
      journal: 'Machine Learning',
      volume: '68',
      number: '3',
      pages: '267--276',
      year: '2007',
      doi: '10.1007/s10994-007-5018-6',
    },
  },
  breiman2001: {
    key: 'breiman2001',
    type: 'article',
    short: 'Breiman 2001',
    fields: {
      author: 'Breiman, Leo',
      title: 'Random Forests',
      journal: 'Machine Learning',
      volume: '45',
      number: '1',
      pages: '5--32',
      year: '2001',
      doi: '10.1023/A:1010933404324',
    },
  },
  cox1958: {
    key: 'cox1958',
    type: 'article',
    short: 'Cox 1958',
    fields: {
      author: 'Cox, D. R.',
      title: 'The Regression Analysis of Binary Sequences',
      journal: 'Journal of the Royal Statistical Society: Series B',
      volume: '20',
      number: '2',
      pages: '215--232',
      year: '1958',
      doi: '10.1111/j.2517-6161.1958.tb00292.x',
    },
  },
  lecessie1992: {
    key: 'lecessie1992',
    type: 'article',
    short: 'le Cessie and van Houwelingen 1992',
    fields: {
      author: '{le Cessie}, S. and {van Houwelingen}, J. C.',
      title: 'Ridge Estimators in Logistic Regression',
      journal: 'Journal of the Royal Statistical Society: Series C (Applied Statistics)',
      volume: '41',
      number: '1',
      pages: '191--201',
      year: '1992',
      doi: '10.2307/2347628',
    },
  },
  ojala2002: {
    key: 'ojala2002',
    type: 'article',
    short: 'Ojala, Pietikäinen and Mäenpää 2002',
    fields: {
      author: 'Ojala, Timo and Pietik{\\"a}inen, Matti and M{\\"a}enp{\\"a}{\\"a}, Topi',
      title:
        'Multiresolution Gray-Scale and Rotation Invariant Texture Classification with Local Binary Patterns',
      journal: 'IEEE Transactions on Pattern Analysis and Machine Intelligence',
      volume: '24',
      number: '7',
      pages: '971--987',
      year: '2002',
      doi: '10.1109/TPAMI.2002.1017623',
    },
  },
  dalal2005: {
    key: 'dalal2005',
    type: 'inproceedings',
    short: 'Dalal and Triggs 2005',
    fields: {
      author: 'Dalal, Navneet and Triggs, Bill',
      title: 'Histograms of Oriented Gradients for Human Detection',
      booktitle: 'IEEE Conference on Computer Vision and Pattern Recognition',
      volume: '1',
      pages: '886--893',
      year: '2005',
      doi: '10.1109/CVPR.2005.177',
    },
  },
  manjunath1996: {
    key: 'manjunath1996',
    type: 'article',
    short: 'Manjunath and Ma 1996',
    fields: {
      author: 'Manjunath, B. S. and Ma, W. Y.',
      title: 'Texture Features for Browsing and Retrieval of Image Data',
      journal: 'IEEE Transactions on Pattern Analysis and Machine Intelligence',
      volume: '18',
      number: '8',
      pages: '837--842',
      year: '1996',
      doi: '10.1109/34.531803',
    },
  },
  grunau1987: {
    key: 'grunau1987',
    type: 'article',
    short: 'Grunau and Craig 1987',
    fields: {
      author: 'Grunau, Ruth V. E. and Craig, Kenneth D.',
      title: 'Pain Expression in Neonates: Facial Action and Cry',
      journal: 'Pain',
      volume: '28',
      number: '3',
      pages: '395--410',
      year: '1987',
      doi: '10.1016/0304-3959(87)90073-X',
    },
  },
  shreve2014: {
    key: 'shreve2014',
    type: 'article',
    short: 'Shreve et al. 2014',
    fields: {
      author:
        'Shreve, Matthew and Brizzi, Jesse and Fefilatyev, Sergiy and Luguev, Timur and Goldgof, Dmitry and Sarkar, Sudeep',
      title: 'Automatic Expression Spotting in Videos',
      journal: 'Image and Vision Computing',
      volume: '32',
      number: '8',
      pages: '476--486',
      year: '2014',
    },
  },
  farneback2003: {
    key: 'farneback2003',
    type: 'inproceedings',
    short: 'Farnebäck 2003',
    fields: {
      author: 'Farneb{\\"a}ck, Gunnar',
      title: 'Two-Frame Motion Estimation Based on Polynomial Expansion',
      booktitle: 'Image Analysis (SCIA 2003)',
      pages: '363--370',
      year: '2003',
      doi: '10.1007/3-540-45103-X_50',
    },
  },
  casiez2012: {
    key: 'casiez2012',
    type: 'inproceedings',
    short: 'Casiez, Roussel and Vogel 2012',
    fields: {
      author: "Casiez, G{\\'e}ry and Roussel, Nicolas and Vogel, Daniel",
      title: '1 Euro Filter: A Simple Speed-Based Low-Pass Filter for Noisy Input in Interactive Systems',
      booktitle: 'Proceedings of the SIGCHI Conference on Human Factors in Computing Systems',
      pages: '2527--2530',
      year: '2012',
      doi: '10.1145/2207676.2208639',
    },
  },
  bazarevsky2019: {
    key: 'bazarevsky2019',
    type: 'misc',
    short: 'Bazarevsky et al. 2019',
    fields: {
      author:
        'Bazarevsky, Valentin and Kartynnik, Yury and Vakunov, Andrey and Raveendran, Karthik and Grundmann, Matthias',
      title: '{BlazeFace}: Sub-millisecond Neural Face Detection on Mobile {GPUs}',
      year: '2019',
      eprint: '1907.05047',
      archiveprefix: 'arXiv',
    },
  },
  kartynnik2019: {
    key: 'kartynnik2019',
    type: 'misc',
    short: 'Kartynnik et al. 2019',
    fields: {
      author: 'Kartynnik, Yury and Ablavatski, Artsiom and Grishchenko, Ivan and Grundmann, Matthias',
      title: 'Real-time Facial Surface Geometry from Monocular Video on Mobile {GPUs}',
      year: '2019',
      eprint: '1907.06724',
      archiveprefix: 'arXiv',
    },
  },
  grishchenko2020: {
    key: 'grishchenko2020',
    type: 'misc',
    short: 'Grishchenko et al. 2020',
    fields: {
      author:
        'Grishchenko, Ivan and Ablavatski, Artsiom and Kartynnik, Yury and Raveendran, Karthik and Grundmann, Matthias',
      title: 'Attention Mesh: High-fidelity Face Mesh Prediction in Real-time',
      year: '2020',
      eprint: '2006.10962',
      archiveprefix: 'arXiv',
    },
  },
  umeyama1991: {
    key: 'umeyama1991',
    type: 'article',
    short: 'Umeyama 1991',
    fields: {
      author: 'Umeyama, Shinji',
      title: 'Least-Squares Estimation of Transformation Parameters between Two Point Patterns',
      journal: 'IEEE Transactions on Pattern Analysis and Machine Intelligence',
      volume: '13',
      number: '4',
      pages: '376--380',
      year: '1991',
      doi: '10.1109/34.88573',
    },
  },
  huber1964: {
    key: 'huber1964',
    type: 'article',
    short: 'Huber 1964',
    fields: {
      author: 'Huber, Peter J.',
      title: 'Robust Estimation of a Location Parameter',
      journal: 'The Annals of Mathematical Statistics',
      volume: '35',
      number: '1',
      pages: '73--101',
      year: '1964',
      doi: '10.1214/aoms/1177703732',
    },
  },
  youden1950: {
    key: 'youden1950',
    type: 'article',
    short: 'Youden 1950',
    fields: {
      author: 'Youden, W. J.',
      title: 'Index for Rating Diagnostic Tests',
      journal: 'Cancer',
      volume: '3',
      number: '1',
      pages: '32--35',
      year: '1950',
      doi: '10.1002/1097-0142(1950)3:1<32::AID-CNCR2820030106>3.0.CO;2-3',
    },
  },
  demsar2006: {
    key: 'demsar2006',
    type: 'article',
    short: 'Demšar 2006',
    fields: {
      author: 'Demšar, Janez',
      title: 'Statistical comparisons of classifiers over multiple data sets',
      journal: 'Journal of Machine Learning Research',
      year: '2006',
      volume: '7',
      pages: '1--30',
    },
  },
  holm1979: {
    key: 'holm1979',
    type: 'article',
    short: 'Holm 1979',
    fields: {
      author: 'Holm, Sture',
      title: 'A simple sequentially rejective multiple test procedure',
      journal: 'Scandinavian Journal of Statistics',
      year: '1979',
      volume: '6',
      pages: '65--70',
      doi: '10.2307/4615733',
    },
  },
  phipson2010: {
    key: 'phipson2010',
    type: 'article',
    short: 'Phipson and Smyth 2010',
    fields: {
      author: 'Phipson, Belinda and Smyth, Gordon K.',
      title:
        'Permutation p-values should never be zero: calculating exact p-values when permutations are randomly drawn',
      journal: 'Statistical Applications in Genetics and Molecular Biology',
      year: '2010',
      volume: '9',
      pages: '39',
      doi: '10.2202/1544-6115.1585',
    },
  },
  tsamardinos2018: {
    key: 'tsamardinos2018',
    type: 'article',
    short: 'Tsamardinos et al. 2018',
    fields: {
      author: 'Tsamardinos, Ioannis and Greasidou, Elissavet and Borboudakis, Giorgos',
      title: 'Bootstrapping the out-of-sample predictions for efficient and accurate cross-validation',
      journal: 'Machine Learning',
      year: '2018',
      volume: '107',
      pages: '1895--1922',
      doi: '10.1007/s10994-018-5714-4',
    },
  },
  efron1993: {
    key: 'efron1993',
    type: 'book',
    short: 'Efron and Tibshirani 1993',
    fields: {
      author: 'Efron, Bradley and Tibshirani, Robert J.',
      title: 'An Introduction to the Bootstrap',
      publisher: 'Chapman and Hall',
      address: 'New York',
      year: '1993',
      isbn: '978-0-412-04231-7',
    },
  },
  hanley1982: {
    key: 'hanley1982',
    type: 'article',
    short: 'Hanley and McNeil 1982',
    fields: {
      author: 'Hanley, James A. and McNeil, Barbara J.',
      title: 'The Meaning and Use of the Area under a Receiver Operating Characteristic ({ROC}) Curve',
      journal: 'Radiology',
      volume: '143',
      number: '1',
      pages: '29--36',
      year: '1982',
      doi: '10.1148/radiology.143.1.7063747',
    },
  },
  delong1988: {
    key: 'delong1988',
    type: 'article',
    short: 'DeLong, DeLong and Clarke-Pearson 1988',
    fields: {
      author: 'DeLong, Elizabeth R. and DeLong, David M. and Clarke-Pearson, Daniel L.',
      title:
        'Comparing the Areas under Two or More Correlated Receiver Operating Characteristic Curves: A Nonparametric Approach',
      journal: 'Biometrics',
      volume: '44',
      number: '3',
      pages: '837--845',
      year: '1988',
      doi: '10.2307/2531595',
    },
  },
  mcnemar1947: {
    key: 'mcnemar1947',
    type: 'article',
    short: 'McNemar 1947',
    fields: {
      author: 'McNemar, Quinn',
      title: 'Note on the Sampling Error of the Difference between Correlated Proportions or Percentages',
      journal: 'Psychometrika',
      volume: '12',
      number: '2',
      pages: '153--157',
      year: '1947',
      doi: '10.1007/BF02295996',
    },
  },
  nogueira2018: {
    key: 'nogueira2018',
    type: 'article',
    short: 'Nogueira, Sechidis and Brown 2018',
    fields: {
      author: 'Nogueira, Sarah and Sechidis, Konstantinos and Brown, Gavin',
      title: 'On the Stability of Feature Selection Algorithms',
      journal: 'Journal of Machine Learning Research',
      volume: '18',
      number: '174',
      pages: '1--54',
      year: '2018',
    },
  },
} as const satisfies Readonly<Record<string, Reference>>;

const all: readonly Reference[] = Object.values(references);

/** The works that the source of a method names, by DOI, by arXiv number, or by authors and year. */
export function worksOf(source: string): readonly Reference[] {
  return all.filter(({ short, fields }) =>
    [fields.doi, fields.eprint, short].some((text) => text !== undefined && source.includes(text)),
  );
}

/** The program itself, in the version of the run. */
export function programReference(version: string): Reference {
  return {
    key: 'wince',
    type: 'software',
    short: 'The wince maintainers',
    fields: {
      author: '{The wince maintainers}',
      title: 'wince: recognition of neonatal pain in the face by transfer learning',
      version,
    },
  };
}

/** Works as a BibTeX file, in the order given. */
export function bibtex(works: readonly Reference[]): string {
  return works
    .map(({ key, type, fields }) => {
      // Classic styles know no software; biblatex reads both.
      const kind = type === 'software' ? 'misc' : type;
      const lines = Object.entries(fields).map(([name, value]) => `  ${name} = {${value}},`);
      return `@${kind}{${key},\n${lines.join('\n')}\n}\n`;
    })
    .join('\n');
}

/** A work in one line, for readers: authors, year, title, where it appeared, and how to find it. */
export function referenceLine({ fields }: Reference): string {
  const { author, year, title, journal, booktitle, publisher, volume, number, pages, doi, eprint } = fields;
  const where = [
    journal ?? booktitle ?? publisher,
    volume && `${volume}${number ? `(${number})` : ''}`,
    pages?.replaceAll('--', '–'),
  ].filter(Boolean);
  const found = doi ? `doi:${doi}` : eprint ? `arXiv:${eprint}` : '';
  return [
    `${plain(author).replaceAll(' and ', '; ')}${year ? ` (${year})` : ''}`,
    plain(title),
    plain(where.join(', ')),
    found,
  ]
    .filter((part) => part !== '')
    .map((part) => (part.endsWith('.') ? part : `${part}.`))
    .join(' ');
}

/** The marks that this list uses, as letters. */
const LETTERS: readonly (readonly [string, string])[] = [
  ['{\\v{S}}', 'Š'],
  ['{\\"a}', 'ä'],
  ["{\\'e}", 'é'],
];

/** A field of BibTeX as plain text. */
function plain(text: string): string {
  return LETTERS.reduce((sum, [from, to]) => sum.replaceAll(from, to), text).replaceAll(/[{}]/g, '');
}
