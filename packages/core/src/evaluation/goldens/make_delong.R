# Writes delong.json: DeLong's standard errors, intervals and test of two AUCs over the same rows, by pROC.
#
#     Rscript make_delong.R > delong.json
#
# Written with R 4.2.2 and pROC 1.18.0. Everything is drawn from a fixed seed; few decimals make ties.

suppressPackageStartupMessages(library(pROC))
set.seed(20)

numbers <- function(values) paste0("[", paste(sprintf("%.17g", values), collapse = ", "), "]")

drawn <- function(rows, share, decimals) {
  truth <- as.integer(runif(rows) < share)
  truth[1:4] <- c(0L, 0L, 1L, 1L)
  first <- round(rnorm(rows) + truth, decimals)
  second <- round(0.5 * first + rnorm(rows) + 0.3 * truth, decimals)
  a <- roc(truth, first, levels = c(0, 1), direction = "<")
  b <- roc(truth, second, levels = c(0, 1), direction = "<")
  test <- roc.test(a, b, method = "delong", paired = TRUE)
  limits <- function(curve) as.numeric(ci.auc(curve, method = "delong"))[c(1, 3)]
  sprintf(
    '{"truth": %s, "scores": [%s, %s], "auc": %s, "standard_error": %s, "ci95": [%s, %s], "z": %.17g, "p": %.17g}',
    numbers(truth), numbers(first), numbers(second),
    numbers(c(auc(a), auc(b))),
    numbers(sqrt(c(var(a, method = "delong"), var(b, method = "delong")))),
    numbers(limits(a)), numbers(limits(b)),
    test$statistic, test$p.value
  )
}

cases <- c(drawn(40, 0.5, 1), drawn(120, 0.3, 3), drawn(300, 0.1, 2), drawn(25, 0.8, 0))
cat("[\n  ", paste(cases, collapse = ",\n  "), "\n]\n", sep = "")
