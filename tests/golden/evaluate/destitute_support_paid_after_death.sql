-- laid_death
SELECT
    hash(model.linked_person_id, 0) AS person_id,
    model.position AS record_id,
    file.horizon_month,
    CASE WHEN starts_with(model.area_code, $region) THEN substr(model.area_code, 1, 6) ELSE $region END AS region_code,
    model.person_name,
    model.area_code,
    model."cremated_on",
    model."died_on",
    model."kind",
    model."registered_on",
    model."withdrawn_on"
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

-- view_death
SELECT
    model."person_id",
    model."record_id",
    model."horizon_month",
    model."region_code",
    model."person_name",
    model."area_code",
    model."cremated_on",
    model."died_on",
    model."kind",
    model."registered_on",
    model."withdrawn_on",
    model."is_core"
FROM "laid_death" AS model;

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
    SELECT "death".person_id
    FROM "view_death" AS "death"
) AS "death near" ON "death near".person_id = "payment".person_id
WHERE "payment"."programme" IN ('destitute_support')
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
WHERE "payment"."programme" IN ('destitute_support')
    AND "payment".is_core
    AND ("payment"."amount_cny" > 0)
    AND (coalesce("payment"."payment_status", 'paid') = 'paid')) AS subject
    WHERE subject.first_month BETWEEN $first_month AND $last_month
) AS trial
JOIN rule_parameters AS parameter
    ON parameter.region_code = trial.region_code AND parameter."month" = trial.trial_month
WHERE NOT (parameter."stop_lag_months" IS NOT NULL);

-- fact_death
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
    parameter."stop_lag_months"
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
WHERE parameter."stop_lag_months" IS NOT NULL
)
SELECT * FROM (
SELECT
    trial."person_id",
    trial."record_id",
    trial."programme",
    trial."trial_month",
    trial.unknown OR ((trial."trial_month" > (CAST(year(coalesce("death"."died_on", "death"."cremated_on", "death"."registered_on")) * 12 + month(coalesce("death"."died_on", "death"."cremated_on", "death"."registered_on")) - 1 AS INTEGER) + trial."stop_lag_months"))) IS NULL AS unknown,
    trial."payment.benefit_month",
    trial."payment.month_net_cny",
    trial."payment.programme",
    trial."stop_lag_months",
    "death"."record_id" AS "death.record_id",
    "death"."withdrawn_on" AS "death.withdrawn_on"
FROM "rule_trial" AS trial
JOIN "view_death" AS "death" ON "death".person_id = trial.person_id
WHERE coalesce((trial."trial_month" > (CAST(year(coalesce("death"."died_on", "death"."cremated_on", "death"."registered_on")) * 12 + month(coalesce("death"."died_on", "death"."cremated_on", "death"."registered_on")) - 1 AS INTEGER) + trial."stop_lag_months")), TRUE)
);

-- rule_hit
WITH "fact_reports" AS NOT MATERIALIZED (
WITH asked AS (
    SELECT DISTINCT
    trial."person_id",
    trial."trial_month",
    trial."stop_lag_months"
    FROM "fact_death" AS trial
), matching AS (
SELECT
    trial."person_id",
    trial."trial_month",
    trial."stop_lag_months",
    NOT (((trial."trial_month" > (CAST(year(coalesce("reports"."died_on", "reports"."cremated_on", "reports"."registered_on")) * 12 + month(coalesce("reports"."died_on", "reports"."cremated_on", "reports"."registered_on")) - 1 AS INTEGER) + trial."stop_lag_months"))) IS NULL) AS sure,
    "reports"."kind" AS "of kinds"
FROM "asked" AS trial
JOIN "view_death" AS "reports" ON "reports".person_id = trial.person_id
WHERE ("reports"."withdrawn_on" IS NULL)
    AND coalesce((trial."trial_month" > (CAST(year(coalesce("reports"."died_on", "reports"."cremated_on", "reports"."registered_on")) * 12 + month(coalesce("reports"."died_on", "reports"."cremated_on", "reports"."registered_on")) - 1 AS INTEGER) + trial."stop_lag_months")), TRUE)
), gathered AS (
SELECT
    "person_id",
    "trial_month",
    "stop_lag_months",
    CASE WHEN bool_or(NOT sure) THEN NULL ELSE count(DISTINCT "of kinds") END AS "kinds",
    TRUE AS is_there
FROM matching
GROUP BY "person_id", "trial_month", "stop_lag_months"
)
SELECT
    trial."person_id",
    trial."record_id",
    trial."programme",
    trial."trial_month",
    trial."unknown",
    trial."payment.benefit_month",
    trial."payment.month_net_cny",
    trial."payment.programme",
    trial."stop_lag_months",
    trial."death.record_id",
    trial."death.withdrawn_on",
    CASE WHEN gathered.is_there THEN gathered."kinds" ELSE 0 END AS "reports.kinds"
FROM "fact_death" AS trial
LEFT JOIN gathered ON gathered."person_id" = trial."person_id" AND gathered."trial_month" = trial."trial_month" AND gathered."stop_lag_months" IS NOT DISTINCT FROM trial."stop_lag_months"
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
    trial."stop_lag_months",
    trial."death.record_id",
    trial."death.withdrawn_on",
    trial."reports.kinds",
    CAST(trial."payment.month_net_cny" AS DECIMAL(14, 2)) AS amount_cny
FROM "fact_reports" AS trial
);

-- rule_lifted
WITH "exemption_e05_death_withdrawn" AS NOT MATERIALIZED (
SELECT
    trial."record_id",
    trial."trial_month",
    trial."death.record_id",
    0 AS position,
    'E05' AS code,
    CAST([] AS BIGINT[]) AS evidence
FROM rule_hit AS trial
WHERE (NOT (trial."death.withdrawn_on" IS NULL))
),
"exemption_e05_death_dates_conflict" AS NOT MATERIALIZED (
SELECT
    trial."record_id",
    trial."trial_month",
    trial."death.record_id",
    1 AS position,
    'E05' AS code,
    CAST(["later_death".record_id] AS BIGINT[]) AS evidence
FROM rule_hit AS trial
JOIN "view_death" AS "later_death" ON "later_death".person_id = trial.person_id
WHERE ("later_death"."withdrawn_on" IS NULL)
    AND (CAST(year(coalesce("later_death"."died_on", "later_death"."cremated_on", "later_death"."registered_on")) * 12 + month(coalesce("later_death"."died_on", "later_death"."cremated_on", "later_death"."registered_on")) - 1 AS INTEGER) >= trial."trial_month")
),
"exemption_e06_payment_refunded" AS NOT MATERIALIZED (
SELECT
    trial."record_id",
    trial."trial_month",
    trial."death.record_id",
    2 AS position,
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
    trial."death.record_id",
    3 AS position,
    register.exemption_code AS code,
    [register.record_id] AS evidence
FROM rule_hit AS trial
JOIN view_exemption AS register ON register.person_id = trial.person_id
WHERE register.exemption_code IN ('E01', 'E02', 'E03', 'E04', 'E05', 'E06', 'E07', 'E08', 'E09', 'E10', 'E11', 'E12', 'E13', 'E14', 'E15', 'E16', 'E17', 'E18', 'E19', 'E20', 'E21', 'E22', 'E23', 'E24', 'E25', 'E26', 'E27', 'E28', 'E29', 'E30')
    AND (register.catalogue_code IS NULL OR register.catalogue_code = 'B02')
    AND (register.programme IS NULL OR register.programme = trial.programme)
    AND (register.valid_until IS NULL OR register.valid_until >= $as_of)
)
SELECT * FROM (
SELECT
    tried."record_id",
    tried."trial_month",
    tried."death.record_id",
    tried.position,
    tried.code,
    tried.evidence
FROM "exemption_e05_death_withdrawn" AS tried
UNION ALL
SELECT
    tried."record_id",
    tried."trial_month",
    tried."death.record_id",
    tried.position,
    tried.code,
    tried.evidence
FROM "exemption_e05_death_dates_conflict" AS tried
UNION ALL
SELECT
    tried."record_id",
    tried."trial_month",
    tried."death.record_id",
    tried.position,
    tried.code,
    tried.evidence
FROM "exemption_e06_payment_refunded" AS tried
UNION ALL
SELECT
    tried."record_id",
    tried."trial_month",
    tried."death.record_id",
    tried.position,
    tried.code,
    tried.evidence
FROM "exemption_of_register" AS tried
);

-- rule_judged
SELECT
    trial."record_id",
    trial."trial_month",
    trial."death.record_id",
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
        lifted."death.record_id",
        min({'position': lifted.position, 'code': lifted.code}) AS lifted
    FROM rule_lifted AS lifted
    GROUP BY lifted."record_id",
        lifted."trial_month",
        lifted."death.record_id"
) AS first ON first."record_id" = trial."record_id" AND first."trial_month" = trial."trial_month" AND first."death.record_id" = trial."death.record_id"
WHERE NOT trial.unknown;

-- rule_possible
SELECT trial.person_id, trial.record_id, trial.trial_month
FROM rule_hit AS trial
ANTI JOIN rule_lifted AS lifted ON lifted."record_id" = trial."record_id" AND lifted."trial_month" = trial."trial_month" AND lifted."death.record_id" = trial."death.record_id"
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
    CASE WHEN NOT month.stands THEN ['e05_death_withdrawn', 'e05_death_dates_conflict', 'e06_payment_refunded', 'exemption'][struct_extract(min(month.lifted), 'position') + 1] END AS exemption_id
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
    judged."death.record_id",
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

-- rule_trial_shown
SELECT DISTINCT
    trial."person_id",
    trial."stop_lag_months",
    trial."trial_month",
    shown.person_id AS finding_person_id,
    shown.programme AS finding_programme
FROM rule_shown AS shown
JOIN rule_hit AS trial ON trial."record_id" = shown."record_id" AND trial."trial_month" = shown."trial_month" AND trial."death.record_id" = shown."death.record_id";

-- rule_rows_reports
WITH matching AS (
SELECT
    trial.finding_person_id AS person_id,
    trial.finding_programme AS programme,
    "reports".record_id,
    max(trial.trial_month) AS last_month
FROM "rule_trial_shown" AS trial
JOIN "view_death" AS "reports" ON "reports".person_id = trial.person_id
WHERE ("reports"."withdrawn_on" IS NULL)
    AND (trial."trial_month" > (CAST(year(coalesce("reports"."died_on", "reports"."cremated_on", "reports"."registered_on")) * 12 + month(coalesce("reports"."died_on", "reports"."cremated_on", "reports"."registered_on")) - 1 AS INTEGER) + trial."stop_lag_months"))
GROUP BY trial.finding_person_id, trial.finding_programme, "reports".record_id
)
SELECT
    matching.person_id,
    matching.programme,
    matching.record_id
FROM matching
JOIN evaluate_persons AS person ON person.record_id = matching.record_id
QUALIFY row_number() OVER (
        PARTITION BY matching.person_id, matching.programme ORDER BY matching.last_month DESC, matching.record_id
    ) <= 24
    OR row_number() OVER (
        PARTITION BY matching.person_id, matching.programme
        ORDER BY person.grade_rank DESC, matching.record_id
    ) = 1;

-- rule_evidence_record
SELECT shown.person_id, shown.programme, 0 AS side, shown.record_id
FROM rule_shown AS shown
UNION ALL
SELECT shown.person_id, shown.programme, 1 AS side, shown."death.record_id"
FROM rule_shown AS shown
UNION ALL
SELECT gathered.person_id, gathered.programme, 1 AS side, gathered.record_id
FROM rule_rows_reports gathered
UNION ALL
SELECT shown.person_id, shown.programme, 2 AS side, unnest(lifted.evidence) AS record_id
FROM rule_shown AS shown
JOIN rule_lifted AS lifted
    ON lifted."record_id" = shown."record_id" AND lifted."trial_month" = shown."trial_month" AND lifted."death.record_id" = shown."death.record_id"
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

-- rule_lowered
WITH of_month AS (
    SELECT
        shown.person_id,
        shown.programme,
        shown.trial_month,
        coalesce(bool_or((trial."reports.kinds" >= 2)), FALSE) AS carries
    FROM rule_shown AS shown
    JOIN rule_hit AS trial ON trial."record_id" = shown."record_id" AND trial."trial_month" = shown."trial_month" AND trial."death.record_id" = shown."death.record_id"
    GROUP BY shown.person_id, shown.programme, shown.trial_month
)
SELECT DISTINCT person_id, programme
FROM of_month
WHERE NOT carries;

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
    CASE WHEN lowered.person_id IS NULL THEN 'certain' ELSE 'strong' END AS severity_linked_well,
    CASE WHEN lowered.person_id IS NULL THEN 'verify' ELSE 'verify' END AS severity_linked_badly,
    first.record_id,
    first.record_id AS told_record_id,
    subject.person_name,
    subject.area_code
FROM rule_gathered AS gathered
JOIN rule_first_row AS first
    ON first.person_id = gathered.person_id AND first.programme = gathered.programme
LEFT JOIN rule_lowered AS lowered
    ON lowered.person_id = gathered.person_id AND lowered.programme = gathered.programme
JOIN "view_payment" AS subject ON subject.record_id = first.record_id
ANTI JOIN (
    SELECT person_id FROM rule_doubt WHERE reason IN ('unresolved_record', 'no_citizen_id')
) AS doubt ON doubt.person_id = gathered.person_id
);
