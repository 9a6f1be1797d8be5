"""Where rows usually lie, by scikit-learn's probabilistic PCA: run with Debian's python3-sklearn.

x is standardised by its mean and its standard deviation with n - 1; PCA(n_components=5) gives the variances along the axes and
the noise variance in the other directions; distances are Mahalanobis' under its covariance.
"""
import json
import numpy as np
import sklearn
from sklearn.decomposition import PCA

rng = np.random.default_rng(20)
rows, columns, subjects = 60, 12, 20
x = rng.normal(size=(rows, 3)) @ rng.normal(size=(3, columns)) * 2 + rng.normal(size=(rows, columns))
fresh = rng.normal(size=(9, columns)) * 4
mean, deviation = x.mean(0), x.std(0, ddof=1)
z = (x - mean) / deviation
pca = PCA(n_components=subjects // 4, svd_solver="full").fit(z)
inverse = np.linalg.inv(pca.get_covariance())
y = (fresh - mean) / deviation
print(json.dumps({
    "made_with": f"scikit-learn {sklearn.__version__}",
    "rows": rows, "columns": columns, "subjects": subjects,
    "x": x.ravel().tolist(), "fresh": fresh.ravel().tolist(),
    "variances": pca.explained_variance_.tolist(),
    "rest": float(pca.noise_variance_),
    "distances": np.sqrt(np.einsum("ij,jk,ik->i", y, inverse, y)).tolist(),
}))
