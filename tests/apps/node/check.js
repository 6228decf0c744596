// check(name, function): prints whether the function, perhaps later, gives something true. finish() waits for all in their order.
const checks = [];

exports.check = (name, run) => checks.push([name, run]);

exports.finish = async () => {
    for (const [name, run] of checks) {
        try {
            let timer;
            const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error('still waiting after 30 s')), 30000); });
            const passed = await Promise.race([Promise.resolve().then(run), late]);
            clearTimeout(timer);
            console.log((passed ? 'ok ' : 'failed ') + name);
        } catch (error) {
            console.log(`failed ${name}: ${String(error.stack).split('\n').slice(0, 2).join(' ')}`);
        }
    }
    console.log('end');
    process.exit(0);
};
