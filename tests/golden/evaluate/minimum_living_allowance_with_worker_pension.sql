-- laid_benefit_spell
SELECT
    hash(model.linked_person_id, 0) AS person_id,
    model.position AS record_id,
    file.horizon_month,
    CASE WHEN starts_with(model.area_code, $region) THEN substr(model.area_code, 1, 6) ELSE $region END AS region_code,
    model.person_name,
    model.area_code,
    model."covered_count",
    model."first_month",
    model."grace_until_month",
    model."programme",
    model."residence",
    model."stop_month"
FROM evaluate_piece AS model
JOIN evaluate_files AS file ON file.file_id = model.file_id;

-- laid_exemption
SELECT
    hash(model.linked_person_id, 0) AS person_id,
    model.position AS record_id,
    file.horizon_month,
    CASE WHEN starts_with(model.area_code, $region) THEN substr(model.area_code, 1, 6) ELSE $region END AS region_code,
    model.person_name,
    model.area_code,
    model."catalogue_code",
    model."exemption_code",
    model."programme",
    model."valid_until"
FROM evaluate_piece AS model
JOIN evaluate_files AS file ON file.file_id = model.file_id;

-- laid_payment
SELECT
    hash(model.linked_person_id, 0) AS person_id,
    model.position AS record_id,
    file.horizon_month,
    CASE WHEN starts_with(model.area_code, $region) THEN substr(model.area_code, 1, 6) ELSE $region END AS region_code,
    model.person_name,
    model.area_code,
    model."amount_cny",
    model."batch",
    model."benefit_month",
    CAST(file.number AS INTEGER) AS file_number,
    model."paid_on",
    model."payment_kind",
    model."payment_status",
    model."programme",
    model."source"
FROM evaluate_piece AS model
JOIN evaluate_files AS file ON file.file_id = model.file_id;

-- laid_pension
SELECT
    hash(model.linked_person_id, 0) AS person_id,
    model.position AS record_id,
    file.horizon_month,
    CASE WHEN starts_with(model.area_code, $region) THEN substr(model.area_code, 1, 6) ELSE $region END AS region_code,
    model.person_name,
    model.area_code,
    model."amount_cny",
    model."benefit_month",
    CAST(file.number AS INTEGER) AS file_number,
    model."payment_kind",
    model."pension_kind",
    model."retired_on",
    model."source"
FROM evaluate_piece AS model
JOIN evaluate_files AS file ON file.file_id = model.file_id;

-- evaluate_persons
SELECT * FROM laid_evaluate_persons;

-- evaluate_people
SELECT DISTINCT person_id FROM evaluate_persons;

-- net_payment
WITH month AS (
    SELECT
        model.person_id,
        model.programme AS kind,
        model.benefit_month,
        count(*) AS rows,
        min(CASE WHEN coalesce(model.payment_status, 'paid') = 'paid' THEN model.amount_cny ELSE 0 END) AS amount_cny
    FROM laid_payment AS model
    GROUP BY model.person_id, model.programme, model.benefit_month
), delivered AS (
    SELECT
        model.person_id,
        model.source,
        model.file_number,
        model.programme AS kind,
        model.benefit_month,
        model.amount_cny,
        model.batch AS batch,
        model.payment_kind,
        model.paid_on,
        count(*) FILTER (WHERE coalesce(model.payment_status, 'paid') = 'paid') AS arrived,
        count(*) FILTER (WHERE NOT (coalesce(model.payment_status, 'paid') = 'paid')) AS failed
    FROM laid_payment AS model
    SEMI JOIN (
        SELECT person_id, kind, benefit_month FROM month WHERE rows > 1
    ) AS several
        ON several.person_id = model.person_id
        AND several.kind = model.programme
        AND several.benefit_month = model.benefit_month
    GROUP BY ALL
), counted AS (
    SELECT
        person_id,
        kind,
        benefit_month,
        amount_cny,
        batch,
        max({'file': file_number, 'arrived': arrived, 'failed': failed}) AS newest
    FROM delivered
    GROUP BY person_id, source, kind, benefit_month, amount_cny, batch, payment_kind, paid_on
), in_batch AS (
    SELECT
        person_id,
        kind,
        benefit_month,
        abs(amount_cny) AS amount_cny,
        coalesce(sum(newest.arrived) FILTER (WHERE amount_cny > 0), 0) AS paid,
        coalesce(sum(newest.failed) FILTER (WHERE amount_cny > 0), 0) AS failed,
        coalesce(sum(newest.arrived) FILTER (WHERE amount_cny < 0), 0) AS reversed
    FROM counted
    GROUP BY person_id, kind, benefit_month, abs(amount_cny), batch
), of_amount AS (
    SELECT
        person_id,
        kind,
        benefit_month,
        amount_cny,
        sum(paid) AS paid,
        sum(paid - reversed + least(reversed, failed)) AS times,
        sum(greatest(failed - reversed, 0)) AS failed_left,
        sum(greatest(reversed - failed - paid, 0)) AS reversed_left
    FROM in_batch
    GROUP BY person_id, kind, benefit_month, amount_cny
)
SELECT
    person_id,
    kind,
    benefit_month,
    CAST(sum(amount_cny * CAST(times + least(failed_left, reversed_left) AS INTEGER)) AS DECIMAL(14, 2))
        AS month_net_cny,
    CAST(sum(amount_cny * CAST(paid - times - least(failed_left, reversed_left) AS INTEGER)) AS DECIMAL(14, 2))
        AS month_back_cny
FROM of_amount
GROUP BY person_id, kind, benefit_month
UNION ALL
SELECT person_id, kind, benefit_month, CAST(amount_cny AS DECIMAL(14, 2)) AS month_net_cny, NULL AS month_back_cny
FROM month
WHERE rows = 1;

-- back_payment
SELECT person_id, kind, benefit_month, month_back_cny
FROM net_payment
WHERE month_back_cny > 0;

-- net_pension
WITH month AS (
    SELECT
        model.person_id,
        model.pension_kind AS kind,
        model.benefit_month,
        count(*) AS rows,
        min(CASE WHEN TRUE THEN model.amount_cny ELSE 0 END) AS amount_cny
    FROM laid_pension AS model
    GROUP BY model.person_id, model.pension_kind, model.benefit_month
), delivered AS (
    SELECT
        model.person_id,
        model.source,
        model.file_number,
        model.pension_kind AS kind,
        model.benefit_month,
        model.amount_cny,
        CAST(NULL AS VARCHAR) AS batch,
        model.payment_kind,
        count(*) FILTER (WHERE TRUE) AS arrived,
        count(*) FILTER (WHERE NOT (TRUE)) AS failed
    FROM laid_pension AS model
    SEMI JOIN (
        SELECT person_id, kind, benefit_month FROM month WHERE rows > 1
    ) AS several
        ON several.person_id = model.person_id
        AND several.kind = model.pension_kind
        AND several.benefit_month = model.benefit_month
    GROUP BY ALL
), counted AS (
    SELECT
        person_id,
        kind,
        benefit_month,
        amount_cny,
        batch,
        max({'file': file_number, 'arrived': arrived, 'failed': failed}) AS newest
    FROM delivered
    GROUP BY person_id, source, kind, benefit_month, amount_cny, batch, payment_kind
), in_batch AS (
    SELECT
        person_id,
        kind,
        benefit_month,
        abs(amount_cny) AS amount_cny,
        coalesce(sum(newest.arrived) FILTER (WHERE amount_cny > 0), 0) AS paid,
        coalesce(sum(newest.failed) FILTER (WHERE amount_cny > 0), 0) AS failed,
        coalesce(sum(newest.arrived) FILTER (WHERE amount_cny < 0), 0) AS reversed
    FROM counted
    GROUP BY person_id, kind, benefit_month, abs(amount_cny), batch
), of_amount AS (
    SELECT
        person_id,
        kind,
        benefit_month,
        amount_cny,
        sum(paid) AS paid,
        sum(paid - reversed + least(reversed, failed)) AS times,
        sum(greatest(failed - reversed, 0)) AS failed_left,
        sum(greatest(reversed - failed - paid, 0)) AS reversed_left
    FROM in_batch
    GROUP BY person_id, kind, benefit_month, amount_cny
)
SELECT
    person_id,
    kind,
    benefit_month,
    CAST(sum(amount_cny * CAST(times + least(failed_left, reversed_left) AS INTEGER)) AS DECIMAL(14, 2))
        AS month_net_cny,
    CAST(sum(amount_cny * CAST(paid - times - least(failed_left, reversed_left) AS INTEGER)) AS DECIMAL(14, 2))
        AS month_back_cny
FROM of_amount
GROUP BY person_id, kind, benefit_month
UNION ALL
SELECT person_id, kind, benefit_month, CAST(amount_cny AS DECIMAL(14, 2)) AS month_net_cny, NULL AS month_back_cny
FROM month
WHERE rows = 1;

-- back_pension
SELECT person_id, kind, benefit_month, month_back_cny
FROM net_pension
WHERE month_back_cny > 0;

-- view_benefit_spell
SELECT
    model."person_id",
    model."record_id",
    model."horizon_month",
    model."region_code",
    model."person_name",
    model."area_code",
    model."covered_count",
    model."first_month",
    model."grace_until_month",
    model."programme",
    model."residence",
    model."stop_month",
    model."is_core"
FROM "laid_benefit_spell" AS model;

-- view_exemption
SELECT
    model."person_id",
    model."record_id",
    model."horizon_month",
    model."region_code",
    model."person_name",
    model."area_code",
    model."catalogue_code",
    model."exemption_code",
    model."programme",
    model."valid_until",
    model."is_core"
FROM "laid_exemption" AS model;

-- view_payment
SELECT
    model."person_id",
    model."record_id",
    model."horizon_month",
    model."region_code",
    model."person_name",
    model."area_code",
    model."amount_cny",
    model."benefit_month",
    model."payment_status",
    model."programme",
    model."is_core",
    coalesce(net.month_net_cny, 0) AS month_net_cny
FROM "laid_payment" AS model
LEFT JOIN net_payment AS net
    ON net.person_id = model.person_id
    AND net.kind = model.programme
    AND net.benefit_month = model.benefit_month;

-- view_pension
SELECT
    model."person_id",
    model."record_id",
    model."horizon_month",
    model."region_code",
    model."person_name",
    model."area_code",
    model."benefit_month",
    model."pension_kind",
    model."retired_on",
    model."is_core",
    coalesce(net.month_net_cny, 0) AS month_net_cny
FROM "laid_pension" AS model
LEFT JOIN net_pension AS net
    ON net.person_id = model.person_id
    AND net.kind = model.pension_kind
    AND net.benefit_month = model.benefit_month;

-- rule_subject
SELECT
    "payment".person_id,
    "payment".record_id,
    "payment".region_code,
    "payment"."programme" AS programme,
    "payment"."benefit_month" AS first_month,
    "payment"."benefit_month" AS last_month,
    FALSE AS unknown,
    "payment"."benefit_month" AS "payment.benefit_month",
    "payment"."month_net_cny" AS "payment.month_net_cny",
    "payment"."programme" AS "payment.programme"
FROM "view_payment" AS "payment"
SEMI JOIN (
    SELECT "pension".person_id
    FROM "view_pension" AS "pension"
WHERE ("pension"."month_net_cny" > 0)
) AS "pension near" ON "pension near".person_id = "payment".person_id
WHERE "payment"."programme" IN ('minimum_living_allowance')
    AND "payment".is_core
    AND ("payment"."amount_cny" > 0)
    AND (coalesce("payment"."payment_status", 'paid') = 'paid');

-- rule_parameter_missing
SELECT DISTINCT trial.person_id, trial.record_id
FROM (
    SELECT
    subject."region_code",
    subject."person_id",
    subject."record_id",
    subject."programme",
    subject."unknown",
    subject."payment.benefit_month",
    subject."payment.month_net_cny",
    subject."payment.programme",
    CAST(subject.first_month AS INTEGER) AS trial_month
    FROM (SELECT
    "payment".person_id,
    "payment".record_id,
    "payment".region_code,
    "payment"."programme" AS programme,
    "payment"."benefit_month" AS first_month,
    "payment"."benefit_month" AS last_month,
    FALSE AS unknown,
    "payment"."benefit_month" AS "payment.benefit_month",
    "payment"."month_net_cny" AS "payment.month_net_cny",
    "payment"."programme" AS "payment.programme"
FROM "view_payment" AS "payment"
WHERE "payment"."programme" IN ('minimum_living_allowance')
    AND "payment".is_core
    AND ("payment"."amount_cny" > 0)
    AND (coalesce("payment"."payment_status", 'paid') = 'paid')) AS subject
    WHERE subject.first_month BETWEEN $first_month AND $last_month
) AS trial
JOIN rule_parameters AS parameter
    ON parameter.region_code = trial.region_code AND parameter."month" = trial.trial_month
WHERE NOT (parameter."minimum_living_standard_rural" IS NOT NULL
    AND parameter."minimum_living_standard_urban" IS NOT NULL
    AND parameter."pension_counted_kinds" IS NOT NULL);

-- fact_pension
WITH "rule_trial" AS NOT MATERIALIZED (
SELECT
    trial."person_id",
    trial."record_id",
    trial."programme",
    trial."trial_month",
    trial."unknown",
    trial."payment.benefit_month",
    trial."payment.month_net_cny",
    trial."payment.programme",
    parameter."minimum_living_standard_rural",
    parameter."minimum_living_standard_urban",
    parameter."pension_counted_kinds"
FROM (
    SELECT
    subject."region_code",
    subject."person_id",
    subject."record_id",
    subject."programme",
    subject."unknown",
    subject."payment.benefit_month",
    subject."payment.month_net_cny",
    subject."payment.programme",
    CAST(subject.first_month AS INTEGER) AS trial_month
    FROM rule_subject AS subject
    WHERE subject.first_month BETWEEN $first_month AND $last_month
) AS trial
JOIN rule_parameters AS parameter
    ON parameter.region_code = trial.region_code AND parameter."month" = trial.trial_month
WHERE parameter."minimum_living_standard_rural" IS NOT NULL
    AND parameter."minimum_living_standard_urban" IS NOT NULL
    AND parameter."pension_counted_kinds" IS NOT NULL
)
SELECT * FROM (
SELECT
    trial."person_id",
    trial."record_id",
    trial."programme",
    trial."trial_month",
    trial.unknown OR (((("pension"."benefit_month" = trial."trial_month") AND list_contains(trial."pension_counted_kinds", "pension"."pension_kind")) AND (("pension"."retired_on" IS NULL) OR (trial."trial_month" > CAST(year("pension"."retired_on") * 12 + month("pension"."retired_on") - 1 AS INTEGER))))) IS NULL AS unknown,
    trial."payment.benefit_month",
    trial."payment.month_net_cny",
    trial."payment.programme",
    trial."minimum_living_standard_rural",
    trial."minimum_living_standard_urban",
    trial."pension_counted_kinds",
    "pension"."record_id" AS "pension.record_id",
    "pension"."month_net_cny" AS "pension.month_net_cny"
FROM "rule_trial" AS trial
JOIN "view_pension" AS "pension" ON "pension".person_id = trial.person_id
WHERE ("pension"."month_net_cny" > 0)
    AND ("pension"."benefit_month" = trial."trial_month")
    AND list_contains(trial."pension_counted_kinds", "pension"."pension_kind")
    AND coalesce((("pension"."retired_on" IS NULL) OR (trial."trial_month" > CAST(year("pension"."retired_on") * 12 + month("pension"."retired_on") - 1 AS INTEGER))), TRUE)
);

-- rule_hit
WITH "fact_spell" AS NOT MATERIALIZED (
WITH found AS (
SELECT
    trial."person_id",
    trial."record_id",
    trial."programme",
    trial."trial_month",
    trial.unknown OR ((("spell"."first_month" <= trial."trial_month") AND (("spell"."stop_month" IS NULL) OR ("spell"."stop_month" > trial."trial_month")))) IS NULL AS unknown,
    trial."payment.benefit_month",
    trial."payment.month_net_cny",
    trial."payment.programme",
    trial."minimum_living_standard_rural",
    trial."minimum_living_standard_urban",
    trial."pension_counted_kinds",
    trial."pension.record_id",
    trial."pension.month_net_cny",
    "spell"."record_id" AS "spell.record_id",
    "spell"."covered_count" AS "spell.covered_count",
    "spell"."residence" AS "spell.residence"
FROM "fact_pension" AS trial
JOIN "view_benefit_spell" AS "spell" ON "spell".person_id = trial.person_id
WHERE ("spell"."programme" = 'minimum_living_allowance')
    AND coalesce(("spell"."first_month" <= trial."trial_month"), TRUE)
    AND coalesce((("spell"."stop_month" IS NULL) OR ("spell"."stop_month" > trial."trial_month")), TRUE)
    AND trial.trial_month <= "spell".horizon_month
QUALIFY rank() OVER (PARTITION BY trial."record_id", trial."trial_month", trial."pension.record_id" ORDER BY "spell"."first_month" DESC NULLS LAST) = 1
)
SELECT * FROM found
UNION ALL
SELECT
    trial."person_id",
    trial."record_id",
    trial."programme",
    trial."trial_month",
    trial.unknown OR TRUE AS unknown,
    trial."payment.benefit_month",
    trial."payment.month_net_cny",
    trial."payment.programme",
    trial."minimum_living_standard_rural",
    trial."minimum_living_standard_urban",
    trial."pension_counted_kinds",
    trial."pension.record_id",
    trial."pension.month_net_cny",
    -1 AS "spell.record_id",
    NULL AS "spell.covered_count",
    NULL AS "spell.residence"
FROM "fact_pension" AS trial
ANTI JOIN found ON found."record_id" = trial."record_id" AND found."trial_month" = trial."trial_month" AND found."pension.record_id" = trial."pension.record_id"
),
"rule_condition_met" AS NOT MATERIALIZED (
SELECT
    trial."person_id",
    trial."record_id",
    trial."programme",
    trial."trial_month",
    trial.unknown OR ((trial."pension.month_net_cny" >= (trial."spell.covered_count" * CASE WHEN (trial."spell.residence" = 'rural') THEN trial."minimum_living_standard_rural" ELSE trial."minimum_living_standard_urban" END))) IS NULL OR NOT bool_and(coalesce((trial."pension.month_net_cny" >= (trial."spell.covered_count" * CASE WHEN (trial."spell.residence" = 'rural') THEN trial."minimum_living_standard_rural" ELSE trial."minimum_living_standard_urban" END)), TRUE)) OVER (PARTITION BY trial."record_id", trial."trial_month", trial."pension.record_id") AS unknown,
    trial."payment.benefit_month",
    trial."payment.month_net_cny",
    trial."payment.programme",
    trial."minimum_living_standard_rural",
    trial."minimum_living_standard_urban",
    trial."pension_counted_kinds",
    trial."pension.record_id",
    trial."pension.month_net_cny",
    trial."spell.record_id",
    trial."spell.covered_count",
    trial."spell.residence"
FROM "fact_spell" AS trial
QUALIFY coalesce((trial."pension.month_net_cny" >= (trial."spell.covered_count" * CASE WHEN (trial."spell.residence" = 'rural') THEN trial."minimum_living_standard_rural" ELSE trial."minimum_living_standard_urban" END)), TRUE)
)
SELECT * FROM (
SELECT
    trial."person_id",
    trial."record_id",
    trial."programme",
    trial."trial_month",
    trial."unknown",
    trial."payment.benefit_month",
    trial."payment.month_net_cny",
    trial."payment.programme",
    trial."minimum_living_standard_rural",
    trial."minimum_living_standard_urban",
    trial."pension_counted_kinds",
    trial."pension.record_id",
    trial."pension.month_net_cny",
    trial."spell.record_id",
    trial."spell.covered_count",
    trial."spell.residence",
    CAST(trial."payment.month_net_cny" AS DECIMAL(14, 2)) AS amount_cny
FROM "rule_condition_met" AS trial
);

-- rule_lifted
WITH "exemption_e04_gradual_exit" AS NOT MATERIALIZED (
SELECT
    trial."record_id",
    trial."trial_month",
    trial."pension.record_id",
    trial."spell.record_id",
    0 AS position,
    'E04' AS code,
    CAST(["gradual_exit".record_id] AS BIGINT[]) AS evidence
FROM rule_hit AS trial
JOIN "view_benefit_spell" AS "gradual_exit" ON "gradual_exit".person_id = trial.person_id
WHERE (("gradual_exit"."programme" = trial."payment.programme") AND ("gradual_exit"."grace_until_month" >= trial."trial_month"))
),
"exemption_e06_payment_refunded" AS NOT MATERIALIZED (
SELECT
    trial."record_id",
    trial."trial_month",
    trial."pension.record_id",
    trial."spell.record_id",
    1 AS position,
    'E06' AS code,
    CAST(["reversal".record_id] AS BIGINT[]) AS evidence
FROM rule_hit AS trial
JOIN "view_payment" AS "reversal" ON "reversal".person_id = trial.person_id
WHERE (trial."payment.month_net_cny" <= 0)
    AND ("reversal"."amount_cny" < 0)
    AND (("reversal"."programme" = trial."payment.programme") AND ("reversal"."benefit_month" = trial."payment.benefit_month"))
),
"exemption_of_register" AS NOT MATERIALIZED (
SELECT
    trial."record_id",
    trial."trial_month",
    trial."pension.record_id",
    trial."spell.record_id",
    2 AS position,
    register.exemption_code AS code,
    [register.record_id] AS evidence
FROM rule_hit AS trial
JOIN view_exemption AS register ON register.person_id = trial.person_id
WHERE register.exemption_code IN ('E01', 'E02', 'E03', 'E04', 'E05', 'E06', 'E07', 'E08', 'E09', 'E10', 'E11', 'E12', 'E13', 'E14', 'E15', 'E16', 'E17', 'E18', 'E19', 'E20', 'E21', 'E22', 'E23', 'E24', 'E25', 'E26', 'E27', 'E28', 'E29', 'E30')
    AND (register.catalogue_code IS NULL OR register.catalogue_code = 'B14')
    AND (register.programme IS NULL OR register.programme = trial.programme)
    AND (register.valid_until IS NULL OR register.valid_until >= $as_of)
)
SELECT * FROM (
SELECT
    tried."record_id",
    tried."trial_month",
    tried."pension.record_id",
    tried."spell.record_id",
    tried.position,
    tried.code,
    tried.evidence
FROM "exemption_e04_gradual_exit" AS tried
UNION ALL
SELECT
    tried."record_id",
    tried."trial_month",
    tried."pension.record_id",
    tried."spell.record_id",
    tried.position,
    tried.code,
    tried.evidence
FROM "exemption_e06_payment_refunded" AS tried
UNION ALL
SELECT
    tried."record_id",
    tried."trial_month",
    tried."pension.record_id",
    tried."spell.record_id",
    tried.position,
    tried.code,
    tried.evidence
FROM "exemption_of_register" AS tried
);

-- rule_judged
SELECT
    trial."record_id",
    trial."trial_month",
    trial."pension.record_id",
    trial."spell.record_id",
    trial.person_id,
    trial.person_id AS member_id,
    trial.programme,
    trial.amount_cny,
    first.lifted
FROM rule_hit AS trial
LEFT JOIN (
    SELECT
        lifted."record_id",
        lifted."trial_month",
        lifted."pension.record_id",
        lifted."spell.record_id",
        min({'position': lifted.position, 'code': lifted.code}) AS lifted
    FROM rule_lifted AS lifted
    GROUP BY lifted."record_id",
        lifted."trial_month",
        lifted."pension.record_id",
        lifted."spell.record_id"
) AS first ON first."record_id" = trial."record_id" AND first."trial_month" = trial."trial_month" AND first."pension.record_id" = trial."pension.record_id" AND first."spell.record_id" = trial."spell.record_id"
WHERE NOT trial.unknown;

-- rule_possible
SELECT trial.person_id, trial.record_id, trial.trial_month
FROM rule_hit AS trial
ANTI JOIN rule_lifted AS lifted ON lifted."record_id" = trial."record_id" AND lifted."trial_month" = trial."trial_month" AND lifted."pension.record_id" = trial."pension.record_id" AND lifted."spell.record_id" = trial."spell.record_id"
WHERE trial.unknown;

-- rule_month
WITH "rule_row" AS NOT MATERIALIZED (
SELECT
    person_id,
    programme,
    trial_month,
    record_id,
    bool_or(lifted IS NULL) AS stands,
    min(lifted) AS lifted,
    CASE
        WHEN bool_or(lifted IS NULL) THEN max(told) FILTER (WHERE lifted IS NULL AND amount_cny IS NOT NULL)
        ELSE max(told) FILTER (WHERE amount_cny IS NOT NULL)
    END AS told,
    coalesce(max(amount_cny) FILTER (WHERE lifted IS NULL), max(amount_cny)) AS amount_cny
FROM (
SELECT judged.*, CASE WHEN back.person_id IS NOT NULL THEN {'amount_cny': judged.amount_cny, 'parts': [{'kind': 'paid', 'name': CAST(NULL AS VARCHAR), 'value': CAST(judged.amount_cny + back.month_back_cny AS DECIMAL(18, 4)), 'reference': CAST(NULL AS VARCHAR)}, {'kind': 'minus', 'name': CAST(NULL AS VARCHAR), 'value': CAST(NULL AS DECIMAL(18, 4)), 'reference': CAST(NULL AS VARCHAR)}, {'kind': 'taken_back', 'name': CAST(NULL AS VARCHAR), 'value': CAST(back.month_back_cny AS DECIMAL(18, 4)), 'reference': CAST(NULL AS VARCHAR)}]} END AS told
FROM rule_judged AS judged
LEFT JOIN back_payment AS back
    ON back.person_id = judged.member_id
    AND back.kind = judged."programme"
    AND back.benefit_month = judged.trial_month
) AS judged
GROUP BY person_id, programme, trial_month, record_id
)
SELECT * FROM (
SELECT
    person_id,
    programme,
    trial_month,
    bool_or(stands) AS stands,
    min(lifted) AS lifted,
    CASE WHEN struct_extract(CASE WHEN bool_or(stands) THEN max(told) FILTER (WHERE stands) ELSE max(told) END, 'amount_cny') = coalesce(max(amount_cny) FILTER (WHERE stands), max(amount_cny)) THEN [CASE WHEN bool_or(stands) THEN max(told) FILTER (WHERE stands) ELSE max(told) END] END AS addends,
    coalesce(max(amount_cny) FILTER (WHERE stands), max(amount_cny)) AS amount_cny
FROM rule_row
GROUP BY person_id, programme, trial_month
);

-- rule_gathered
WITH counted AS (
    SELECT
        person_id,
        programme,
        count(*) AS month_count,
        count(*) FILTER (WHERE stands) >= $min_months AS stands
    FROM rule_month
    GROUP BY person_id, programme
    HAVING count(*) >= $min_months
)
SELECT
    month.person_id,
    month.programme,
    month.stands,
    min(month.trial_month) AS first_month,
    max(month.trial_month) AS last_month,
    CAST(count(*) AS INTEGER) AS month_count,
    CAST(sum(month.amount_cny) AS DECIMAL(14, 2)) AS amount_cny,
    CAST(CASE WHEN min(month.amount_cny) = max(month.amount_cny) AND count(month.amount_cny) = count(*) AND max(month.trial_month) - min(month.trial_month) + 1 = count(*) AND (count(month.addends) = 0 OR (count(month.addends) = count(*) AND min(month.addends) = max(month.addends))) THEN min(month.amount_cny) END AS DECIMAL(14, 2)) AS each_cny,
    CAST(CASE WHEN min(month.amount_cny) = max(month.amount_cny) AND count(month.amount_cny) = count(*) AND max(month.trial_month) - min(month.trial_month) + 1 = count(*) AND (count(month.addends) = 0 OR (count(month.addends) = count(*) AND min(month.addends) = max(month.addends))) THEN min(month.addends) END AS STRUCT(amount_cny DECIMAL(14, 2), parts STRUCT(kind VARCHAR, name VARCHAR, value DECIMAL(18, 4), reference VARCHAR)[])[]) AS each_addends,
    CAST(CASE WHEN NOT (min(month.amount_cny) = max(month.amount_cny) AND count(month.amount_cny) = count(*) AND max(month.trial_month) - min(month.trial_month) + 1 = count(*) AND (count(month.addends) = 0 OR (count(month.addends) = count(*) AND min(month.addends) = max(month.addends)))) THEN list({'trial_month': month.trial_month, 'amount_cny': CAST(month.amount_cny AS DECIMAL(14, 2)), 'addends': CAST(month.addends AS STRUCT(amount_cny DECIMAL(14, 2), parts STRUCT(kind VARCHAR, name VARCHAR, value DECIMAL(18, 4), reference VARCHAR)[])[])} ORDER BY month.trial_month) END AS STRUCT(trial_month INTEGER, amount_cny DECIMAL(14, 2), addends STRUCT(amount_cny DECIMAL(14, 2), parts STRUCT(kind VARCHAR, name VARCHAR, value DECIMAL(18, 4), reference VARCHAR)[])[])[]) AS told_months,
    CAST(NULL AS STRUCT(calendar_year INTEGER, cap_cny DECIMAL(14, 2), over_cny DECIMAL(14, 2))[]) AS over_caps,
    CASE WHEN NOT month.stands THEN struct_extract(min(month.lifted), 'code') END AS exemption_code,
    CASE WHEN NOT month.stands THEN ['e04_gradual_exit', 'e06_payment_refunded', 'exemption'][struct_extract(min(month.lifted), 'position') + 1] END AS exemption_id
FROM rule_month AS month
JOIN counted
    ON counted.person_id = month.person_id
    AND counted.programme = month.programme
    AND counted.stands = month.stands
GROUP BY month.person_id, month.programme, month.stands;

-- rule_shown
SELECT
    judged."record_id",
    judged."trial_month",
    judged."pension.record_id",
    judged."spell.record_id",
    judged.person_id,
    judged.programme,
    judged.lifted,
    gathered.stands
FROM rule_judged AS judged
JOIN rule_month AS month
    ON month.person_id = judged.person_id
    AND month.programme = judged.programme
    AND month.trial_month = judged.trial_month
    AND month.stands = (judged.lifted IS NULL)
JOIN rule_gathered AS gathered
    ON gathered.person_id = month.person_id
    AND gathered.programme = month.programme
    AND gathered.stands = month.stands;

-- rule_evidence_record
SELECT shown.person_id, shown.programme, 0 AS side, shown.record_id
FROM rule_shown AS shown
UNION ALL
SELECT shown.person_id, shown.programme, 1 AS side, shown."pension.record_id"
FROM rule_shown AS shown
UNION ALL
SELECT shown.person_id, shown.programme, 1 AS side, shown."spell.record_id"
FROM rule_shown AS shown
UNION ALL
SELECT shown.person_id, shown.programme, 2 AS side, unnest(lifted.evidence) AS record_id
FROM rule_shown AS shown
JOIN rule_lifted AS lifted
    ON lifted."record_id" = shown."record_id" AND lifted."trial_month" = shown."trial_month" AND lifted."pension.record_id" = shown."pension.record_id" AND lifted."spell.record_id" = shown."spell.record_id"
    AND lifted.position = struct_extract(shown.lifted, 'position');

-- rule_doubt
SELECT
    person_id,
    record_id,
    reason,
    max(CAST(match_weight AS DOUBLE)) AS match_weight
FROM (
SELECT person_id, min(record_id) AS record_id, NULL AS match_weight, 'parameter_missing' AS reason
FROM "rule_parameter_missing"
GROUP BY person_id
UNION ALL
SELECT
    possible.person_id,
    min(possible.record_id) AS record_id,
    NULL AS match_weight,
    'value_missing' AS reason
FROM rule_possible AS possible
ANTI JOIN rule_gathered AS gathered ON gathered.person_id = possible.person_id
GROUP BY possible.person_id
HAVING count(DISTINCT possible.trial_month) >= 1
)
GROUP BY person_id, record_id, reason;

-- rule_finding
WITH "rule_first_row" AS NOT MATERIALIZED (
SELECT
    person_id,
    programme,
    struct_extract(min({'month': trial_month, 'record_id': record_id}), 'record_id') AS record_id
FROM rule_shown
GROUP BY person_id, programme
)
SELECT * FROM (
SELECT
    gathered.person_id,
    gathered.programme,
    gathered.first_month,
    gathered.last_month,
    gathered.month_count,
    gathered.amount_cny,
    gathered.each_cny,
    gathered.each_addends,
    gathered.told_months,
    gathered.over_caps,
    gathered.exemption_code,
    gathered.exemption_id,
    'strong' AS severity_linked_well,
    'verify' AS severity_linked_badly,
    first.record_id,
    first.record_id AS told_record_id,
    subject.person_name,
    subject.area_code
FROM rule_gathered AS gathered
JOIN rule_first_row AS first
    ON first.person_id = gathered.person_id AND first.programme = gathered.programme
JOIN "view_payment" AS subject ON subject.record_id = first.record_id
ANTI JOIN (
    SELECT person_id FROM rule_doubt WHERE reason IN ('unresolved_record', 'no_citizen_id')
) AS doubt ON doubt.person_id = gathered.person_id
);
