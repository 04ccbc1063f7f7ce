-- Asks whether these may be admitted, and tells that they are, with nothing in between.
-- KEYS: the names of a proof and of it once more, then those of a visit where there is one.
-- ARGV: whether the staff let pass once more; whether the proof is new; for each pair its two values and their lifetime.
-- Gives the pair that was there before, its value, and whether it had passed again; or 0 and whether it passes again now.
local admit_again, is_new = ARGV[1] == '1', ARGV[2] == '1'

for i = 1, #KEYS, 2 do
  -- What was told before, but the answer did not arrive, is no admission elsewhere.
  local at = 3 * (i + 1) / 2
  local again = redis.call('GET', KEYS[i + 1])
  local before = again or redis.call('GET', KEYS[i])
  local is_own = before == ARGV[at] or before == ARGV[at + 1]
  if before and not is_own and (again or not admit_again) and not (is_new and i == 1) then
    return {i, before, again and 1 or 0}
  end
end

local passes_again = 0
for i = 1, #KEYS, 2 do
  local at = 3 * (i + 1) / 2
  local lifetime = ARGV[at + 2]
  if not redis.call('SET', KEYS[i], ARGV[at], 'NX', 'EX', lifetime) and admit_again then
    redis.call('SET', KEYS[i + 1], ARGV[at + 1], 'EX', lifetime)
    if not (is_new and i == 1) then passes_again = 1 end
  end
end
return {0, '', passes_again}
