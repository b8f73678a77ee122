-- How many calls are stored, and by how much the deviation of a share of them is larger where each stands for several.
count() AS stored, sqrt(greatest(1, sum(weight) / stored)) AS deviation
