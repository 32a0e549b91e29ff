/**
 * Solves `matrix * x = right` for a symmetric positive definite matrix (size x size, row-major) by Cholesky's method.
 * O(size^3).
 *
 * @example solveSymmetric(Float64Array.of(4, 2, 2, 3), Float64Array.of(8, 7)) // [1.25, 1.5]
 */
export function solveSymmetric(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let left = matrix[row * size + column];
      for (let at = 0; at < column; at++) left -= lower[row * size + at] * lower[column * size + at];
      lower[row * size + column] = row === column ? Math.sqrt(left) : left / lower[column * size + column];
    }
  }
  const solution = Float64Array.from(right);
  for (let row = 0; row < size; row++) {
    for (let at = 0; at < row; at++) solution[row] -= lower[row * size + at] * solution[at];
    solution[row] /= lower[row * size + row];
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let at = row + 1; at < size; at++) solution[row] -= lower[at * size + row] * solution[at];
    solution[row] /= lower[row * size + row];
  }
  return solution;
}
