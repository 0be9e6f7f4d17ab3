-- up: still-used: postgres cannot alter column `price` of `items`: the generated column `half` uses it; drop that column, alter this one, and add it again

-- down: still-used: postgres cannot alter column `price` of `items`: the generated column `half` uses it; drop that column, alter this one, and add it again
