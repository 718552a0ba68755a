-- laid_custody
SELECT
    hash(model.linked_person_id, 0) AS person_id,
    model.position AS record_id,
    file.horizon_month,
    CASE WHEN starts_with(model.area_code, $region) THEN substr(model.area_code, 1, 6) ELSE $region END AS region_code,
    model.person_name,
    model.area_code,
    model."began_on",
    model."ended_on",
    model."kind"
FROM evaluate_piece AS model
JOIN evaluate_files AS file ON file.file_id = model.file_id;

-- laid_death
SELECT
    hash(model.linked_person_id, 0) AS person_id,
    model.position AS record_id,
    file.horizon_month,
    CASE WHEN starts_with(model.area_code, $region) THEN substr(model.area_code, 1, 6) ELSE $region END AS region_code,
    model.person_name,
    model.area_code,
    model."source",
    model."withdrawn_on"
FROM evaluate_piece AS model
JOIN evaluate_files AS file ON file.file_id = model.file_id;

-- laid_elder_roster
SELECT
    hash(model.linked_person_id, 0) AS person_id,
    model.position AS record_id,
    file.horizon_month,
    CASE WHEN starts_with(model.area_code, $region) THEN substr(model.area_code, 1, 6) ELSE $region END AS region_code,
    model.person_name,
    model.area_code,
    model."is_alive",
    model."lives_here",
    model."verified_on"
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
    model."source"
FROM evaluate_piece AS model
JOIN evaluate_files AS file ON file.file_id = model.file_id;

-- laid_person
SELECT
    hash(model.linked_person_id, 0) AS person_id,
    model.position AS record_id,
    file.horizon_month,
    CASE WHEN starts_with(model.area_code, $region) THEN substr(model.area_code, 1, 6) ELSE $region END AS region_code,
    model.person_name,
    model.area_code,
    coalesce(
        CAST(try_strptime(substr(model.linked_citizen_id, 7, 8), '%Y%m%d') AS DATE), model.birth_date
    ) AS born_on,
    model."registered_on",
    model."registration_status"
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

-- view_custody
SELECT
    model."person_id",
    model."record_id",
    model."horizon_month",
    model."region_code",
    model."person_name",
    model."area_code",
    model."began_on",
    model."ended_on",
    model."kind",
    model."is_core"
FROM "laid_custody" AS model;

-- view_death
SELECT
    model."person_id",
    model."record_id",
    model."horizon_month",
    model."region_code",
    model."person_name",
    model."area_code",
    model."source",
    model."withdrawn_on",
    model."is_core"
FROM "laid_death" AS model;

-- view_elder_roster
SELECT
    model."person_id",
    model."record_id",
    model."horizon_month",
    model."region_code",
    model."person_name",
    model."area_code",
    model."is_alive",
    model."lives_here",
    model."verified_on",
    model."is_core"
FROM "laid_elder_roster" AS model;

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
    model."source",
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
    model."is_core",
    coalesce(net.month_net_cny, 0) AS month_net_cny
FROM "laid_pension" AS model
LEFT JOIN net_pension AS net
    ON net.person_id = model.person_id
    AND net.kind = model.pension_kind
    AND net.benefit_month = model.benefit_month;

-- view_person
SELECT
    model."person_id",
    model."record_id",
    model."horizon_month",
    model."region_code",
    model."person_name",
    model."area_code",
    model."born_on",
    model."registered_on",
    model."registration_status",
    model."is_core"
FROM "laid_person" AS model;

-- rule_subject
SELECT
    "person".person_id,
    "person".record_id,
    "person".region_code,
    'elder_allowance' AS programme,
    coalesce(greatest((CAST(year("person"."born_on") * 12 + month("person"."born_on") - 1 AS INTEGER) + (12 * 60)), (CAST(year("person"."registered_on") * 12 + month("person"."registered_on") - 1 AS INTEGER) + 1)), $first_month) AS first_month,
    least(coalesce(CAST(year($as_of) * 12 + month($as_of) - 1 AS INTEGER), $last_month), "person".horizon_month) AS last_month,
    (greatest((CAST(year("person"."born_on") * 12 + month("person"."born_on") - 1 AS INTEGER) + (12 * 60)), (CAST(year("person"."registered_on") * 12 + month("person"."registered_on") - 1 AS INTEGER) + 1))) IS NULL OR (("person"."registration_status" = 'registered')) IS NULL AS unknown,
    "person"."born_on" AS "person.born_on"
FROM "view_person" AS "person"
WHERE "person".is_core
    AND coalesce(("person"."registration_status" = 'registered'), TRUE);

-- rule_parameter_missing
SELECT DISTINCT trial.person_id, trial.record_id
FROM (
    SELECT
    subject."region_code",
    subject."person_id",
    subject."record_id",
    subject."programme",
    subject."unknown",
    subject."person.born_on",
    CAST(unnest(generate_series(
        greatest(subject.first_month, $first_month), least(subject.last_month, $last_month)
    )) AS INTEGER) AS trial_month
    FROM (SELECT
    "person".person_id,
    "person".record_id,
    "person".region_code,
    'elder_allowance' AS programme,
    coalesce(greatest((CAST(year("person"."born_on") * 12 + month("person"."born_on") - 1 AS INTEGER) + (12 * 60)), (CAST(year("person"."registered_on") * 12 + month("person"."registered_on") - 1 AS INTEGER) + 1)), $first_month) AS first_month,
    least(coalesce(CAST(year($as_of) * 12 + month($as_of) - 1 AS INTEGER), $last_month), "person".horizon_month) AS last_month,
    (greatest((CAST(year("person"."born_on") * 12 + month("person"."born_on") - 1 AS INTEGER) + (12 * 60)), (CAST(year("person"."registered_on") * 12 + month("person"."registered_on") - 1 AS INTEGER) + 1))) IS NULL OR (("person"."registration_status" = 'registered')) IS NULL AS unknown,
    "person"."born_on" AS "person.born_on"
FROM "view_person" AS "person"
WHERE "person".is_core
    AND coalesce(("person"."registration_status" = 'registered'), TRUE)) AS subject
) AS trial
JOIN rule_parameters AS parameter
    ON parameter.region_code = trial.region_code AND parameter."month" = trial.trial_month
WHERE NOT (parameter."back_pay_months" IS NOT NULL
    AND parameter."elder_allowance_age" IS NOT NULL
    AND parameter."elder_allowance_amount" IS NOT NULL
    AND parameter."elder_allowance_amount_100" IS NOT NULL
    AND parameter."elder_allowance_amount_90" IS NOT NULL
    AND parameter."elder_allowance_excludes_retirees" IS NOT NULL
    AND parameter."elder_allowance_months_per_payment" IS NOT NULL
    AND parameter."elder_allowance_payment_months" IS NOT NULL
    AND parameter."pension_counted_kinds" IS NOT NULL);

-- rule_condition_met
WITH "rule_trial" AS NOT MATERIALIZED (
SELECT
    trial."person_id",
    trial."record_id",
    trial."programme",
    trial."trial_month",
    trial."unknown",
    trial."person.born_on",
    parameter."back_pay_months",
    parameter."elder_allowance_age",
    parameter."elder_allowance_amount",
    parameter."elder_allowance_amount_100",
    parameter."elder_allowance_amount_90",
    parameter."elder_allowance_excludes_retirees",
    parameter."elder_allowance_months_per_payment",
    parameter."elder_allowance_payment_months",
    parameter."pension_counted_kinds"
FROM (
    SELECT
    subject."region_code",
    subject."person_id",
    subject."record_id",
    subject."programme",
    subject."unknown",
    subject."person.born_on",
    CAST(unnest(generate_series(
        greatest(subject.first_month, $first_month), least(subject.last_month, $last_month)
    )) AS INTEGER) AS trial_month
    FROM rule_subject AS subject
) AS trial
JOIN rule_parameters AS parameter
    ON parameter.region_code = trial.region_code AND parameter."month" = trial.trial_month
WHERE parameter."back_pay_months" IS NOT NULL
    AND parameter."elder_allowance_age" IS NOT NULL
    AND parameter."elder_allowance_amount" IS NOT NULL
    AND parameter."elder_allowance_amount_100" IS NOT NULL
    AND parameter."elder_allowance_amount_90" IS NOT NULL
    AND parameter."elder_allowance_excludes_retirees" IS NOT NULL
    AND parameter."elder_allowance_months_per_payment" IS NOT NULL
    AND parameter."elder_allowance_payment_months" IS NOT NULL
    AND parameter."pension_counted_kinds" IS NOT NULL
)
SELECT * FROM (
SELECT
    trial."person_id",
    trial."record_id",
    trial."programme",
    trial."trial_month",
    trial.unknown OR (((CAST(((trial."trial_month" - 1) - CAST(year(trial."person.born_on") * 12 + month(trial."person.born_on") - 1 AS INTEGER)) // 12 AS INTEGER) >= trial."elder_allowance_age") AND ((list_contains(trial."elder_allowance_payment_months", CAST(trial."trial_month" % 12 + 1 AS INTEGER)) OR (((trial."elder_allowance_months_per_payment" = 1) AND ((trial."trial_month" + 1) <= CAST(year($as_of) * 12 + month($as_of) - 1 AS INTEGER))) AND list_contains(trial."elder_allowance_payment_months", CAST((trial."trial_month" + 1) % 12 + 1 AS INTEGER)))) OR (((trial."elder_allowance_months_per_payment" = 1) AND ((trial."trial_month" + 2) <= CAST(year($as_of) * 12 + month($as_of) - 1 AS INTEGER))) AND list_contains(trial."elder_allowance_payment_months", CAST((trial."trial_month" + 2) % 12 + 1 AS INTEGER)))))) IS NULL AS unknown,
    trial."person.born_on",
    trial."back_pay_months",
    trial."elder_allowance_age",
    trial."elder_allowance_amount",
    trial."elder_allowance_amount_100",
    trial."elder_allowance_amount_90",
    trial."elder_allowance_excludes_retirees",
    trial."elder_allowance_months_per_payment",
    trial."elder_allowance_payment_months",
    trial."pension_counted_kinds"
FROM "rule_trial" AS trial
WHERE coalesce((CAST(((trial."trial_month" - 1) - CAST(year(trial."person.born_on") * 12 + month(trial."person.born_on") - 1 AS INTEGER)) // 12 AS INTEGER) >= trial."elder_allowance_age"), TRUE)
    AND ((list_contains(trial."elder_allowance_payment_months", CAST(trial."trial_month" % 12 + 1 AS INTEGER)) OR (((trial."elder_allowance_months_per_payment" = 1) AND ((trial."trial_month" + 1) <= CAST(year($as_of) * 12 + month($as_of) - 1 AS INTEGER))) AND list_contains(trial."elder_allowance_payment_months", CAST((trial."trial_month" + 1) % 12 + 1 AS INTEGER)))) OR (((trial."elder_allowance_months_per_payment" = 1) AND ((trial."trial_month" + 2) <= CAST(year($as_of) * 12 + month($as_of) - 1 AS INTEGER))) AND list_contains(trial."elder_allowance_payment_months", CAST((trial."trial_month" + 2) % 12 + 1 AS INTEGER))))
);

-- fact_allowance_counted
SELECT "allowance".source, "allowance"."benefit_month" AS trial_month, count(DISTINCT "allowance".person_id) AS shown
FROM "view_payment" AS "allowance"
JOIN evaluate_sources AS source ON source.source = "allowance".source
WHERE "allowance".is_core
    AND "allowance"."benefit_month" BETWEEN $first_month AND least($last_month, source.horizon_month)
    AND ("allowance"."programme" = 'elder_allowance')
    AND ("allowance"."amount_cny" > 0)
    AND ("allowance"."month_net_cny" > 0)
    AND (coalesce("allowance"."payment_status", 'paid') = 'paid')
GROUP BY GROUPING SETS (("allowance".source, "allowance"."benefit_month"), ("allowance"."benefit_month"));

-- fact_allowance_seen
WITH shown AS (
    SELECT source, trial_month, CAST(sum(shown) AS BIGINT) AS persons
    FROM fact_allowance_counted
    WHERE source IS NOT NULL
    GROUP BY source, trial_month
), whole AS (
    SELECT trial_month, CAST(sum(shown) AS BIGINT) AS persons
    FROM fact_allowance_counted
    WHERE source IS NULL
    GROUP BY trial_month
), most AS (
    SELECT 1 AS one, max(persons) AS persons FROM whole
), usual AS (
    SELECT source, 1 AS one, quantile_disc(persons, 0.5) AS persons FROM shown GROUP BY source
), usual_month AS (
    SELECT
        usual.source,
        usual.persons,
        most.persons AS all_persons,
        CAST(unnest(generate_series($first_month, $last_month)) AS INTEGER) AS trial_month
    FROM usual
    JOIN most ON most.one = usual.one
), held AS (
    SELECT
        usual.trial_month,
        2 * coalesce(shown.persons, 0) < CASE WHEN usual.persons < 10 THEN 1 ELSE usual.persons END
            AND 20 * usual.persons >= usual.all_persons AS is_short,
        usual.trial_month > delivered.horizon_month AS is_beyond,
        usual.persons - coalesce(shown.persons, 0) AS gone,
        coalesce(whole.persons, 0) - coalesce(shown.persons, 0) - (usual.all_persons - usual.persons) AS made_up
    FROM usual_month AS usual
    JOIN evaluate_sources AS delivered ON delivered.source = usual.source
    LEFT JOIN shown ON shown.source = usual.source AND shown.trial_month = usual.trial_month
    LEFT JOIN whole ON whole.trial_month = usual.trial_month
), covered AS (
    SELECT trial_month
    FROM held
    GROUP BY trial_month
    HAVING NOT bool_or(is_short AND (is_beyond OR 2 * made_up < gone))
)
SELECT month.trial_month, covered.trial_month AS horizon_month
FROM (SELECT CAST(unnest(generate_series($first_month, $last_month)) AS INTEGER) AS trial_month) AS month
LEFT JOIN covered ON covered.trial_month = month.trial_month;

-- fact_allowance_found
SELECT DISTINCT
    trial."record_id",
    trial."trial_month"
FROM "rule_condition_met" AS trial
JOIN "view_payment" AS "allowance" ON "allowance".person_id = trial.person_id
WHERE (((("allowance"."programme" = 'elder_allowance') AND ("allowance"."amount_cny" > 0)) AND ("allowance"."month_net_cny" > 0)) AND (coalesce("allowance"."payment_status", 'paid') = 'paid'))
    AND ("allowance"."benefit_month" = trial."trial_month");

-- fact_allowance
SELECT
    trial."person_id",
    trial."record_id",
    trial."programme",
    trial."trial_month",
    trial."unknown",
    trial."person.born_on",
    trial."back_pay_months",
    trial."elder_allowance_age",
    trial."elder_allowance_amount",
    trial."elder_allowance_amount_100",
    trial."elder_allowance_amount_90",
    trial."elder_allowance_excludes_retirees",
    trial."elder_allowance_months_per_payment",
    trial."elder_allowance_payment_months",
    trial."pension_counted_kinds"
FROM "rule_condition_met" AS trial
JOIN fact_allowance_seen AS seen ON seen.trial_month = trial.trial_month
ANTI JOIN fact_allowance_found AS found ON found."record_id" = trial."record_id" AND found."trial_month" = trial."trial_month"
WHERE trial.trial_month <= seen.horizon_month;

-- fact_allowance_not_seen
SELECT trial.person_id, min(trial.record_id) AS record_id
FROM "rule_condition_met" AS trial
JOIN fact_allowance_seen AS seen ON seen.trial_month = trial.trial_month
ANTI JOIN fact_allowance_found AS found ON found."record_id" = trial."record_id" AND found."trial_month" = trial."trial_month"
ANTI JOIN (
    SELECT DISTINCT trial.person_id
    FROM "rule_condition_met" AS trial
JOIN fact_allowance_seen AS seen ON seen.trial_month = trial.trial_month
    WHERE trial.trial_month <= seen.horizon_month
) AS judged ON judged.person_id = trial.person_id
WHERE NOT trial.unknown
GROUP BY trial.person_id
HAVING count(DISTINCT trial.trial_month) >= 2;

-- fact_allowance_unresolved
SELECT candidate.person_id, candidate.record_id, "allowance"."benefit_month" AS trial_month, max(candidate.match_weight) AS match_weight
FROM "view_payment" AS "allowance"
JOIN evaluate_candidates AS candidate ON candidate.record_id = "allowance".record_id
WHERE ("allowance"."programme" = 'elder_allowance')
    AND ("allowance"."amount_cny" > 0)
    AND ("allowance"."month_net_cny" > 0)
    AND (coalesce("allowance"."payment_status", 'paid') = 'paid')
GROUP BY candidate.person_id, candidate.record_id, "allowance"."benefit_month";

-- fact_death_counted
SELECT "death".source, count(*) AS shown
FROM "view_death" AS "death"
WHERE "death".is_core
    AND ("death"."withdrawn_on" IS NULL)
GROUP BY "death".source;

-- fact_death_seen
SELECT CAST(unnest(generate_series($first_month, $last_month)) AS INTEGER) AS trial_month, horizon_month
FROM (
    SELECT min(source.horizon_month) AS horizon_month
    FROM evaluate_sources AS source
    WHERE source.source IN (SELECT source FROM fact_death_counted GROUP BY source HAVING sum(shown) > 0)
);

-- fact_death_found
SELECT DISTINCT
    trial."record_id",
    trial."trial_month"
FROM "fact_allowance" AS trial
JOIN "view_death" AS "death" ON "death".person_id = trial.person_id
WHERE ("death"."withdrawn_on" IS NULL);

-- fact_death
SELECT
    trial."person_id",
    trial."record_id",
    trial."programme",
    trial."trial_month",
    trial."unknown",
    trial."person.born_on",
    trial."back_pay_months",
    trial."elder_allowance_age",
    trial."elder_allowance_amount",
    trial."elder_allowance_amount_100",
    trial."elder_allowance_amount_90",
    trial."elder_allowance_excludes_retirees",
    trial."elder_allowance_months_per_payment",
    trial."elder_allowance_payment_months",
    trial."pension_counted_kinds"
FROM "fact_allowance" AS trial
JOIN fact_death_seen AS seen ON seen.trial_month = trial.trial_month
ANTI JOIN fact_death_found AS found ON found."record_id" = trial."record_id" AND found."trial_month" = trial."trial_month"
WHERE trial.trial_month <= seen.horizon_month;

-- fact_death_not_seen
SELECT trial.person_id, min(trial.record_id) AS record_id
FROM "fact_allowance" AS trial
JOIN fact_death_seen AS seen ON seen.trial_month = trial.trial_month
ANTI JOIN fact_death_found AS found ON found."record_id" = trial."record_id" AND found."trial_month" = trial."trial_month"
ANTI JOIN (
    SELECT DISTINCT trial.person_id
    FROM "fact_allowance" AS trial
JOIN fact_death_seen AS seen ON seen.trial_month = trial.trial_month
    WHERE trial.trial_month <= seen.horizon_month
) AS judged ON judged.person_id = trial.person_id
WHERE NOT trial.unknown
GROUP BY trial.person_id
HAVING count(DISTINCT trial.trial_month) >= 2;

-- fact_death_unresolved
SELECT candidate.person_id, candidate.record_id, NULL AS trial_month, max(candidate.match_weight) AS match_weight
FROM "view_death" AS "death"
JOIN evaluate_candidates AS candidate ON candidate.record_id = "death".record_id
WHERE ("death"."withdrawn_on" IS NULL)
GROUP BY candidate.person_id, candidate.record_id;

-- rule_hit
SELECT
    trial."person_id",
    trial."record_id",
    trial."programme",
    trial."trial_month",
    trial."unknown",
    trial."person.born_on",
    trial."back_pay_months",
    trial."elder_allowance_age",
    trial."elder_allowance_amount",
    trial."elder_allowance_amount_100",
    trial."elder_allowance_amount_90",
    trial."elder_allowance_excludes_retirees",
    trial."elder_allowance_months_per_payment",
    trial."elder_allowance_payment_months",
    trial."pension_counted_kinds",
    CAST((trial."elder_allowance_months_per_payment" * CASE WHEN (CAST(((trial."trial_month" - 1) - CAST(year(trial."person.born_on") * 12 + month(trial."person.born_on") - 1 AS INTEGER)) // 12 AS INTEGER) >= 100) THEN trial."elder_allowance_amount_100" WHEN (CAST(((trial."trial_month" - 1) - CAST(year(trial."person.born_on") * 12 + month(trial."person.born_on") - 1 AS INTEGER)) // 12 AS INTEGER) >= 90) THEN trial."elder_allowance_amount_90" ELSE trial."elder_allowance_amount" END) AS DECIMAL(14, 2)) AS amount_cny,
    (CASE WHEN trial."elder_allowance_months_per_payment" = 1 THEN CAST([] AS STRUCT(kind VARCHAR, name VARCHAR, value DECIMAL(18, 4), reference VARCHAR)[]) ELSE ([{'kind': 'parameter', 'name': CAST('elder_allowance_months_per_payment' AS VARCHAR), 'value': CAST(trial."elder_allowance_months_per_payment" AS DECIMAL(18, 4)), 'reference': CAST(NULL AS VARCHAR)}]) || ([{'kind': 'times', 'name': CAST(NULL AS VARCHAR), 'value': CAST(NULL AS DECIMAL(18, 4)), 'reference': CAST(NULL AS VARCHAR)}]) END) || (CASE WHEN (CAST(((trial."trial_month" - 1) - CAST(year(trial."person.born_on") * 12 + month(trial."person.born_on") - 1 AS INTEGER)) // 12 AS INTEGER) >= 100) THEN [{'kind': 'parameter', 'name': CAST('elder_allowance_amount_100' AS VARCHAR), 'value': CAST(trial."elder_allowance_amount_100" AS DECIMAL(18, 4)), 'reference': CAST(NULL AS VARCHAR)}] WHEN (CAST(((trial."trial_month" - 1) - CAST(year(trial."person.born_on") * 12 + month(trial."person.born_on") - 1 AS INTEGER)) // 12 AS INTEGER) >= 90) THEN [{'kind': 'parameter', 'name': CAST('elder_allowance_amount_90' AS VARCHAR), 'value': CAST(trial."elder_allowance_amount_90" AS DECIMAL(18, 4)), 'reference': CAST(NULL AS VARCHAR)}] ELSE [{'kind': 'parameter', 'name': CAST('elder_allowance_amount' AS VARCHAR), 'value': CAST(trial."elder_allowance_amount" AS DECIMAL(18, 4)), 'reference': CAST(NULL AS VARCHAR)}] END) AS parts
FROM "fact_death" AS trial;

-- rule_lifted
WITH "exemption_e20_in_custody" AS NOT MATERIALIZED (
SELECT
    trial."record_id",
    trial."trial_month",
    0 AS position,
    'E20' AS code,
    CAST(["custody".record_id] AS BIGINT[]) AS evidence
FROM rule_hit AS trial
JOIN "view_custody" AS "custody" ON "custody".person_id = trial.person_id
WHERE ("custody"."kind" IN ('prison', 'drug_rehabilitation'))
    AND ((CAST(year("custody"."began_on") * 12 + month("custody"."began_on") - 1 AS INTEGER) <= trial."trial_month") AND (("custody"."ended_on" IS NULL) OR (CAST(year("custody"."ended_on") * 12 + month("custody"."ended_on") - 1 AS INTEGER) >= trial."trial_month")))
),
"exemption_e20_does_not_live_here" AS NOT MATERIALIZED (
SELECT
    trial."record_id",
    trial."trial_month",
    1 AS position,
    'E20' AS code,
    CAST(["sighting".record_id] AS BIGINT[]) AS evidence
FROM rule_hit AS trial
JOIN "view_elder_roster" AS "sighting" ON "sighting".person_id = trial.person_id
WHERE (NOT "sighting"."lives_here")
    AND (("sighting"."verified_on" IS NULL) OR (CAST(year("sighting"."verified_on") * 12 + month("sighting"."verified_on") - 1 AS INTEGER) >= (trial."trial_month" - 11)))
),
"exemption_e23_retiree_excluded" AS NOT MATERIALIZED (
SELECT
    trial."record_id",
    trial."trial_month",
    2 AS position,
    'E23' AS code,
    CAST(["own_pension".record_id] AS BIGINT[]) AS evidence
FROM rule_hit AS trial
JOIN "view_pension" AS "own_pension" ON "own_pension".person_id = trial.person_id
WHERE trial."elder_allowance_excludes_retirees"
    AND ("own_pension"."month_net_cny" > 0)
    AND (("own_pension"."benefit_month" = trial."trial_month") AND list_contains(trial."pension_counted_kinds", "own_pension"."pension_kind"))
),
"exemption_e29_village_reports_death" AS NOT MATERIALIZED (
SELECT
    trial."record_id",
    trial."trial_month",
    3 AS position,
    'E29' AS code,
    CAST(["sighting".record_id] AS BIGINT[]) AS evidence
FROM rule_hit AS trial
JOIN "view_elder_roster" AS "sighting" ON "sighting".person_id = trial.person_id
WHERE (NOT "sighting"."is_alive")
),
"exemption_of_register" AS NOT MATERIALIZED (
SELECT
    trial."record_id",
    trial."trial_month",
    4 AS position,
    register.exemption_code AS code,
    [register.record_id] AS evidence
FROM rule_hit AS trial
JOIN view_exemption AS register ON register.person_id = trial.person_id
WHERE register.exemption_code IN ('E01', 'E02', 'E03', 'E04', 'E05', 'E06', 'E07', 'E08', 'E09', 'E10', 'E11', 'E12', 'E13', 'E14', 'E15', 'E16', 'E17', 'E18', 'E19', 'E20', 'E21', 'E22', 'E23', 'E24', 'E25', 'E26', 'E27', 'E28', 'E29', 'E30')
    AND (register.catalogue_code IS NULL OR register.catalogue_code = 'A12')
    AND (register.programme IS NULL OR register.programme = trial.programme)
    AND (register.valid_until IS NULL OR register.valid_until >= $as_of)
)
SELECT * FROM (
SELECT
    tried."record_id",
    tried."trial_month",
    tried.position,
    tried.code,
    tried.evidence
FROM "exemption_e20_in_custody" AS tried
UNION ALL
SELECT
    tried."record_id",
    tried."trial_month",
    tried.position,
    tried.code,
    tried.evidence
FROM "exemption_e20_does_not_live_here" AS tried
UNION ALL
SELECT
    tried."record_id",
    tried."trial_month",
    tried.position,
    tried.code,
    tried.evidence
FROM "exemption_e23_retiree_excluded" AS tried
UNION ALL
SELECT
    tried."record_id",
    tried."trial_month",
    tried.position,
    tried.code,
    tried.evidence
FROM "exemption_e29_village_reports_death" AS tried
UNION ALL
SELECT
    tried."record_id",
    tried."trial_month",
    tried.position,
    tried.code,
    tried.evidence
FROM "exemption_of_register" AS tried
);

-- rule_judged
SELECT
    trial."record_id",
    trial."trial_month",
    trial.person_id,
    trial.person_id AS member_id,
    trial.programme,
    trial.amount_cny,
    trial."back_pay_months",
    trial."parts",
    first.lifted
FROM rule_hit AS trial
LEFT JOIN (
    SELECT
        lifted."record_id",
        lifted."trial_month",
        min({'position': lifted.position, 'code': lifted.code}) AS lifted
    FROM rule_lifted AS lifted
    GROUP BY lifted."record_id",
        lifted."trial_month"
) AS first ON first."record_id" = trial."record_id" AND first."trial_month" = trial."trial_month"
WHERE NOT trial.unknown;

-- rule_possible
SELECT trial.person_id, trial.record_id, trial.trial_month
FROM rule_hit AS trial
ANTI JOIN rule_lifted AS lifted ON lifted."record_id" = trial."record_id" AND lifted."trial_month" = trial."trial_month"
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
    max("back_pay_months") AS "back_pay_months",
    CASE
        WHEN bool_or(lifted IS NULL) THEN max(told) FILTER (WHERE lifted IS NULL AND amount_cny IS NOT NULL)
        ELSE max(told) FILTER (WHERE amount_cny IS NOT NULL)
    END AS told,
    coalesce(max(amount_cny) FILTER (WHERE lifted IS NULL), max(amount_cny)) AS amount_cny
FROM (
SELECT judged.*, {'amount_cny': judged.amount_cny, 'parts': judged.parts} AS told
FROM rule_judged AS judged
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
    max("back_pay_months") AS "back_pay_months",
    CASE WHEN struct_extract(CASE WHEN bool_or(stands) THEN max(told) FILTER (WHERE stands) ELSE max(told) END, 'amount_cny') = coalesce(max(amount_cny) FILTER (WHERE stands), max(amount_cny)) THEN [CASE WHEN bool_or(stands) THEN max(told) FILTER (WHERE stands) ELSE max(told) END] END AS addends,
    coalesce(max(amount_cny) FILTER (WHERE stands), max(amount_cny)) AS amount_cny
FROM rule_row
GROUP BY person_id, programme, trial_month
);

-- rule_counted
WITH recent AS (
    SELECT *
    FROM rule_month
    QUALIFY row_number() OVER (PARTITION BY person_id, programme, stands ORDER BY trial_month DESC) <= first_value("back_pay_months") OVER (PARTITION BY person_id, programme, stands ORDER BY trial_month DESC)
), of_year AS (
    SELECT
        person_id,
        programme,
        stands,
        trial_month // 12 AS calendar_year,
        list({'trial_month': month.trial_month, 'amount_cny': CAST(month.amount_cny AS DECIMAL(14, 2)), 'addends': CAST(month.addends AS STRUCT(amount_cny DECIMAL(14, 2), parts STRUCT(kind VARCHAR, name VARCHAR, value DECIMAL(18, 4), reference VARCHAR)[])[])} ORDER BY month.trial_month) AS months,
        sum(amount_cny) AS amount_cny
    FROM recent AS month
    GROUP BY person_id, programme, stands, trial_month // 12
)
SELECT
    person_id,
    programme,
    stands,
    flatten(list(months ORDER BY calendar_year)) AS told_months,
    NULL AS over_caps,
    sum(amount_cny) AS amount_cny
FROM of_year
GROUP BY person_id, programme, stands;

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
    CAST(max(limited.amount_cny) AS DECIMAL(14, 2)) AS amount_cny,
    CAST(NULL AS DECIMAL(14, 2)) AS each_cny,
    CAST(NULL AS STRUCT(amount_cny DECIMAL(14, 2), parts STRUCT(kind VARCHAR, name VARCHAR, value DECIMAL(18, 4), reference VARCHAR)[])[]) AS each_addends,
    CAST(any_value(limited.told_months) AS STRUCT(trial_month INTEGER, amount_cny DECIMAL(14, 2), addends STRUCT(amount_cny DECIMAL(14, 2), parts STRUCT(kind VARCHAR, name VARCHAR, value DECIMAL(18, 4), reference VARCHAR)[])[])[]) AS told_months,
    CAST(any_value(limited.over_caps) AS STRUCT(calendar_year INTEGER, cap_cny DECIMAL(14, 2), over_cny DECIMAL(14, 2))[]) AS over_caps,
    CASE WHEN NOT month.stands THEN struct_extract(min(month.lifted), 'code') END AS exemption_code,
    CASE WHEN NOT month.stands THEN ['e20_in_custody', 'e20_does_not_live_here', 'e23_retiree_excluded', 'e29_village_reports_death', 'exemption'][struct_extract(min(month.lifted), 'position') + 1] END AS exemption_id
FROM rule_month AS month
JOIN counted
    ON counted.person_id = month.person_id
    AND counted.programme = month.programme
    AND counted.stands = month.stands
JOIN rule_counted AS limited
    ON limited.person_id = month.person_id
    AND limited.programme = month.programme
    AND limited.stands = month.stands
GROUP BY month.person_id, month.programme, month.stands;

-- rule_shown
SELECT
    judged."record_id",
    judged."trial_month",
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
SELECT shown.person_id, shown.programme, 2 AS side, unnest(lifted.evidence) AS record_id
FROM rule_shown AS shown
JOIN rule_lifted AS lifted
    ON lifted."record_id" = shown."record_id" AND lifted."trial_month" = shown."trial_month"
    AND lifted.position = struct_extract(shown.lifted, 'position');

-- rule_doubt
SELECT
    person_id,
    record_id,
    reason,
    max(CAST(match_weight AS DOUBLE)) AS match_weight
FROM (
SELECT gathered.person_id, doubt.record_id, doubt.match_weight, 'unresolved_record' AS reason
FROM rule_gathered AS gathered
JOIN rule_month AS month
    ON month.person_id = gathered.person_id
    AND month.programme = gathered.programme
    AND month.stands = gathered.stands
JOIN "fact_allowance_unresolved" AS doubt ON doubt.person_id = gathered.person_id AND doubt.trial_month = month.trial_month
WHERE gathered.stands
UNION ALL
SELECT person_id, min(record_id) AS record_id, NULL AS match_weight, 'fact_not_seen' AS reason
FROM "fact_allowance_not_seen"
GROUP BY person_id
UNION ALL
SELECT gathered.person_id, doubt.record_id, doubt.match_weight, 'unresolved_record' AS reason
FROM rule_gathered AS gathered
JOIN "fact_death_unresolved" AS doubt ON doubt.person_id = gathered.person_id
WHERE gathered.stands
UNION ALL
SELECT person_id, min(record_id) AS record_id, NULL AS match_weight, 'fact_not_seen' AS reason
FROM "fact_death_not_seen"
GROUP BY person_id
UNION ALL
SELECT shown.person_id, shown.record_id, candidate.match_weight, 'unresolved_record' AS reason
FROM rule_shown AS shown
JOIN evaluate_candidates AS candidate ON candidate.record_id = shown.record_id
WHERE shown.stands
UNION ALL
SELECT shown.person_id, shown.record_id, NULL AS match_weight, 'no_citizen_id' AS reason
FROM rule_shown AS shown
JOIN evaluate_persons AS person ON person.record_id = shown.record_id
WHERE shown.stands AND person.is_nameless
UNION ALL
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
HAVING count(DISTINCT possible.trial_month) >= 2
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
JOIN "view_person" AS subject ON subject.record_id = first.record_id
ANTI JOIN (
    SELECT person_id FROM rule_doubt WHERE reason IN ('unresolved_record', 'no_citizen_id')
) AS doubt ON doubt.person_id = gathered.person_id
);
