# Writes intraclass.json: intraclass correlations by psych, limits of agreement for repeated measures by aov.
#
#     Rscript make_agreement.R
#
# Written with R 4.2.2, psych 2.2.9 and jsonlite. Everything is drawn from a fixed seed.

library(psych)
library(jsonlite)

intraclass <- function(seed, items, raters, shift) {
  set.seed(seed)
  truth <- rnorm(items)
  values <- sapply(seq_len(raters), function(r) round(truth + shift * r + rnorm(items, sd = 0.7), 3))
  found <- ICC(values, lmer = FALSE)$results
  pick <- function(type) found$ICC[found$type == type]
  list(values = as.vector(t(values)), raters = raters, agreement_single = pick("ICC2"), agreement_mean = pick("ICC2k"),
       consistency_single = pick("ICC3"), consistency_mean = pick("ICC3k"))
}

limits <- function(seed, subjects, most) {
  set.seed(seed)
  m <- sample(2:most, subjects, replace = TRUE)
  subject <- rep(seq_len(subjects), m)
  own <- rnorm(subjects)[subject]
  a <- round(own + rnorm(length(subject)), 3)
  b <- round(own * 0.8 + 0.3 + rnorm(length(subject)), 3)
  d <- a - b
  table <- summary(aov(d ~ factor(subject)))[[1]][["Mean Sq"]]
  n <- length(m)
  size <- (sum(m)^2 - sum(m^2)) / ((n - 1) * sum(m))
  between <- (table[1] - table[2]) / size
  list(a = a, b = b, subject = subject, bias = mean(d), within = table[2], between = between, deviation = sqrt(table[2] + max(0, between)))
}

golden <- list(
  intraclass = list(intraclass(1, 12, 2, 0), intraclass(2, 30, 4, 0.4), intraclass(3, 100, 3, -1)),
  limits = list(limits(1, 12, 6), limits(2, 30, 3))
)
write(toJSON(golden, digits = NA, auto_unbox = TRUE), "intraclass.json")
